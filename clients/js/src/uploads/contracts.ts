import type { DocProcessingError } from '../errors.js';
import type { ConnectionOptions } from '../http/http-api.js';
import type { RetryOptions } from '../http/retry.js';
import type { ChecksumAlgorithm } from '../hashing/digest.js';
import type { UploadStore } from '../stores/upload-store.js';
import type { JobStatus, Priority } from '../documents/contracts.js';
import type { Upload } from './upload.js';

export interface DocumentUploaderOptions extends ConnectionOptions {
  /** How many chunks of one file are sent side by side. 3 by default. */
  parallelChunks?: number;
  /** The checksum that each chunk carries; `auto`: SHA-256 where the platform computes it, MD5 where not. */
  checksum?: 'auto' | ChecksumAlgorithm | 'none';
  retry?: Partial<RetryOptions>;
  /** After how many milliseconds without a byte's movement a chunk is sent again. 30 000 by default. */
  stallTimeout?: number;
  /** Where unfinished uploads are remembered; `null`: nowhere. IndexedDB in browsers; in Node memory, unless another is given. */
  store?: UploadStore | null;
  /** Tells apart whose uploads are remembered where several people share a browser: give the user's id. */
  scope?: string;
  /** Where `hash-worker.js` is served, when it is not beside this module. */
  hashWorkerUrl?: string | URL;
}

export interface UploadOptions {
  /** The caller's own word for the kind of document. */
  documentType?: string;
  /** `reuse_results`, `language`, `max_pages`, and scalar values for the host's own stages. */
  processingOptions?: Record<string, string | number | boolean>;
  priority?: Priority;
  /** The media type; the file's own by default. */
  contentType?: string;
  filename?: string;
  /** Aborting it cancels the upload, as `cancel()` does. */
  signal?: AbortSignal;
  onProgress?: (progress: UploadProgress, upload: Upload) => void;
  onChunkComplete?: (chunk: CompletedChunk, upload: Upload) => void;
  onStateChange?: (state: UploadState, upload: Upload) => void;
  onComplete?: (result: UploadResult, upload: Upload) => void;
  onError?: (error: DocProcessingError, upload: Upload) => void;
}

/** `waiting`: for the network, or for the next attempt. */
export type UploadState = 'preparing' | 'uploading' | 'waiting' | 'paused' | 'completing' | 'completed' | 'cancelled' | 'failed';

export interface UploadProgress {
  /** Bytes that the server has, and those on their way. */
  bytesSent: number;
  totalBytes: number;
  /** From 0 to 100. */
  percent: number;
  /** Over the last seconds; 0 until it is known. */
  bytesPerSecond: number;
  /** `undefined` until it is known. */
  secondsLeft: number | undefined;
  completedChunks: number;
  totalChunks: number;
}

export interface CompletedChunk {
  /** From 1. */
  partNumber: number;
  size: number;
  completedChunks: number;
  totalChunks: number;
}

export interface UploadResult {
  uploadId: string;
  jobId: string;
  documentId: string;
  status: JobStatus;
}

/** An unfinished upload of an earlier page or process. */
export interface ResumableUpload<TFile> {
  readonly key: string;
  readonly filename: string;
  readonly size: number;
  readonly startedAt: Date;
  readonly uploadId: string | undefined;
  readonly jobId: string | undefined;
  /** Whether the file is at hand; otherwise `resume` needs it again. */
  readonly hasFile: boolean;
  /** Goes on with it: only what the server misses is sent. A file that is not the same fails with `file_differs`. */
  resume(options?: UploadOptions & { file?: TFile }): Upload;
  /** Gives it up, on the server too. */
  discard(): Promise<void>;
}
