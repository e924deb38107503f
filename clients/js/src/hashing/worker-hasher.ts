import type { ChecksumAlgorithm } from './digest.js';
import { InlineHasher, type Hasher } from './hasher.js';

export interface HashRequest {
  id: number;
  blob: Blob;
  algorithm: ChecksumAlgorithm;
}

export interface HashReply {
  id: number;
  hex?: string;
  error?: string;
}

interface Waiting {
  resolve(hex: string): void;
  reject(error: unknown): void;
}

/**
 * Hashes in a worker, so that the page stays smooth. The worker is a file of its own, which a Content-Security-Policy of `worker-src 'self'` allows;
 * where it cannot be started at all, this thread does the work.
 */
export class WorkerHasher implements Hasher {
  readonly #inline = new InlineHasher();
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #broken = false;
  #next = 0;

  constructor(private readonly address: URL | string) {}

  async hash(blob: Blob, algorithm: ChecksumAlgorithm): Promise<string> {
    const worker = this.#start();
    if (worker) {
      try {
        return await this.#ask(worker, blob, algorithm);
      } catch (error) {
        if (error !== workerFailed) {
          throw error;
        }
      }
    }

    return this.#inline.hash(blob, algorithm);
  }

  rest(): void {
    if (this.#waiting.size === 0) {
      this.#worker?.terminate();
      this.#worker = undefined;
    }
  }

  #start(): Worker | undefined {
    if (this.#worker || this.#broken || typeof Worker === 'undefined') {
      return this.#worker;
    }

    try {
      const worker = new Worker(this.address, { type: 'module' });
      worker.onmessage = ({ data }: MessageEvent<HashReply>) => this.#answer(data);
      worker.onerror = () => this.#fail();
      this.#worker = worker;
    } catch {
      this.#broken = true;
    }

    return this.#worker;
  }

  #ask(worker: Worker, blob: Blob, algorithm: ChecksumAlgorithm): Promise<string> {
    return new Promise((resolve, reject) => {
      const request: HashRequest = { id: this.#next++, blob, algorithm };
      this.#waiting.set(request.id, { resolve, reject });
      worker.postMessage(request);
    });
  }

  #answer(reply: HashReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.hex !== undefined) {
      waiting?.resolve(reply.hex);
    } else {
      waiting?.reject(new DOMException(reply.error ?? 'The file could not be read.', 'NotReadableError'));
    }
  }

  #fail(): void {
    this.#broken = true;
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const waiting of this.#waiting.values()) {
      waiting.reject(workerFailed);
    }

    this.#waiting.clear();
  }
}

const workerFailed = new Error('The hash worker failed.');
