import type { ChecksumAlgorithm } from '../hashing/digest.js';
import type { Hasher } from '../hashing/hasher.js';
import type { RetryOptions } from '../http/retry.js';
import type { UploadStore } from '../stores/upload-store.js';
import type { UploadCalls } from './upload-calls.js';

/** What an uploader gives to each of its uploads. */
export interface UploadSetup {
  calls: UploadCalls;
  hasher: Hasher;
  store: UploadStore;
  /** Whose uploads these are in the store. */
  owner: string;
  retry: RetryOptions;
  checksum: ChecksumAlgorithm | 'none';
  parallelChunks: number;
  stallTimeout: number;
}
