import { InlineHasher } from './hashing/hasher.js';
import { MemoryUploadStore } from './stores/upload-store.js';
import type { DocumentUploaderOptions } from './uploads/contracts.js';
import { Uploader, type UploadPlatform } from './uploads/document-uploader.js';
import { sendByStream } from './uploads/fetch-sender.js';
import { openNodeFile, type NodeFile } from './uploads/node-source.js';

const node: UploadPlatform<NodeFile> = {
  open: openNodeFile,
  sender: sendByStream,
  // SHA-256 runs on threads of Node's own.
  hasher: () => new InlineHasher(),
  store: () => new MemoryUploadStore(),
};

/** Uploads files by path, blobs and streams. */
export class DocumentUploader extends Uploader<NodeFile> {
  constructor(options: DocumentUploaderOptions) {
    super(options, node);
  }
}

export { FileUploadStore } from './stores/file-store.js';
export type { NodeFile } from './uploads/node-source.js';
export * from './exports.js';
