import { md5 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';

export type ChecksumAlgorithm = 'sha256' | 'md5';

/** Computes a checksum as hex digits: by the platform where it can, which is native and off this thread. */
export async function digest(bytes: Uint8Array<ArrayBuffer>, algorithm: ChecksumAlgorithm): Promise<string> {
  if (algorithm === 'md5') {
    return hexOf(md5(bytes));
  }

  // Web Crypto is there in secure contexts only, and has no MD5.
  const native = globalThis.crypto?.subtle;
  return hexOf(native ? new Uint8Array(await native.digest('SHA-256', bytes)) : sha256(bytes));
}

/** The cheapest algorithm here: without Web Crypto MD5 costs the least. */
export function cheapestAlgorithm(): ChecksumAlgorithm {
  return globalThis.crypto?.subtle ? 'sha256' : 'md5';
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
