import { digest } from '../hashing/digest.js';
import type { UploadSource } from './source.js';

const HEAD_BYTES = 64 << 10;

/** Tells a file from others without reading all of it: name, size, time of change, and a hash of how it begins. */
export async function identityOf(source: UploadSource): Promise<string> {
  const head = new Uint8Array(await source.slice(0, Math.min(source.size, HEAD_BYTES)).arrayBuffer());
  const text = JSON.stringify([source.name, source.size, source.lastModified, await digest(head, 'sha256')]);
  return digest(new TextEncoder().encode(text), 'sha256');
}

/** A key that nobody else makes. Not `crypto.randomUUID`, which only secure contexts have. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
