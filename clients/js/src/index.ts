import { WorkerHasher } from './hashing/worker-hasher.js';
import { IndexedDbUploadStore } from './stores/indexeddb-store.js';
import { MemoryUploadStore } from './stores/upload-store.js';
import type { DocumentUploaderOptions } from './uploads/contracts.js';
import { Uploader, type UploadPlatform } from './uploads/document-uploader.js';
import { openBlob } from './uploads/source.js';
import { sendByXhr } from './uploads/xhr-sender.js';

const browser: UploadPlatform<Blob | ReadableStream<Uint8Array>> = {
  open: openBlob,
  // Workers of a service have no XMLHttpRequest.
  sender: typeof XMLHttpRequest === 'undefined' ? undefined : sendByXhr,
  hasher: (options) => new WorkerHasher(options.hashWorkerUrl ?? new URL('./hash-worker.js', import.meta.url)),
  store: () => (typeof indexedDB === 'undefined' ? new MemoryUploadStore() : new IndexedDbUploadStore()),
};

/** Uploads files and blobs of a browser. */
export class DocumentUploader extends Uploader<Blob | ReadableStream<Uint8Array>> {
  constructor(options: DocumentUploaderOptions) {
    super(options, browser);
  }
}

export { IndexedDbUploadStore } from './stores/indexeddb-store.js';
export type { IndexedDbUploadStoreOptions } from './stores/indexeddb-store.js';
export * from './exports.js';
