import { digest, type ChecksumAlgorithm } from './digest.js';

/** Computes checksums of pieces of a file. */
export interface Hasher {
  hash(blob: Blob, algorithm: ChecksumAlgorithm): Promise<string>;
  /** Nothing is to be hashed for a while: lets go of what costs memory. */
  rest(): void;
}

/** On this thread; what is native runs beside it all the same. */
export class InlineHasher implements Hasher {
  async hash(blob: Blob, algorithm: ChecksumAlgorithm): Promise<string> {
    return digest(new Uint8Array(await blob.arrayBuffer()), algorithm);
  }

  rest(): void {}
}
