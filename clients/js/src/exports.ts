// What browsers and Node have in common.
export * from './documents/contracts.js';
export { DocumentsClient } from './documents/documents-client.js';
export type { CallOptions, DocumentsClientOptions } from './documents/documents-client.js';
export { DocProcessingError } from './errors.js';
export type { ChecksumAlgorithm } from './hashing/digest.js';
export type { ConnectionOptions, TokenSource } from './http/http-api.js';
export type { RetryOptions } from './http/retry.js';
export { ProgressTracker } from './progress/progress-tracker.js';
export type * from './progress/contracts.js';
export { MemoryUploadStore } from './stores/upload-store.js';
export type { StoredUpload, UploadStore } from './stores/upload-store.js';
export type * from './uploads/contracts.js';
export type { Upload } from './uploads/upload.js';
