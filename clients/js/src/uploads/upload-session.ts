import type { UploadSession } from '../documents/contracts.js';
import { DocProcessingError } from '../errors.js';
import type { StoredUpload } from '../stores/upload-store.js';
import type { UploadOptions } from './contracts.js';
import { identityOf, randomKey } from './identity.js';
import { Parts } from './parts.js';
import type { RunControl } from './run-control.js';
import type { UploadSource } from './source.js';
import type { UploadSetup } from './upload-setup.js';

/** An open session, and what the server has of it. */
export interface OpenSession {
  session: UploadSession;
  parts: Parts;
}

/** Finds the session of a file, or makes one. What was begun is on record before the server is asked, so that no answer can be lost. */
export class SessionOpener {
  constructor(
    private readonly setup: UploadSetup,
    private readonly control: RunControl,
  ) {}

  /** The record of the file's upload: the one from before, or a new one. */
  async recordOf(source: UploadSource, options: UploadOptions, expectedKey: string | undefined): Promise<StoredUpload> {
    const key = `${this.setup.owner}|${await identityOf(source)}`;
    if (expectedKey !== undefined && key !== expectedKey) {
      throw new DocProcessingError(0, 'file_differs', 'This is not the file whose upload was begun.');
    }

    const kept = await this.setup.store.get(key);
    if (kept) {
      return kept;
    }

    const record: StoredUpload = {
      key,
      owner: this.setup.owner,
      idempotencyKey: randomKey(),
      filename: source.name,
      size: source.size,
      document: describe(source, options),
      startedAt: Date.now(),
      ...(source.keep === undefined ? {} : { file: source.keep }),
    };
    await this.setup.store.put(record);
    return record;
  }

  /** Opens the record's session. */
  async open(record: StoredUpload): Promise<OpenSession> {
    if (record.uploadId !== undefined) {
      const uploadId = record.uploadId;
      const status = await this.control.persist((signal) => this.setup.calls.status(uploadId, signal));
      const received = status.status === 'completed' ? Array.from({ length: status.total_parts }, (_, index) => index + 1) : status.received_parts;
      return { session: status, parts: new Parts(status, record.size, received) };
    }

    const session = await this.control.persist((signal) => this.setup.calls.initiate(record.document, record.idempotencyKey, signal));
    record.uploadId = session.upload_id;
    record.jobId = session.job_id;
    record.expiresAt = Date.parse(session.expires_at);
    await this.setup.store.put(record);

    // A repeated initiate answers a session that may have parts already.
    return { session, parts: new Parts(session, record.size, []) };
  }

  /** Forgets the session, since the server has, and begins another. */
  async renew(record: StoredUpload): Promise<void> {
    delete record.uploadId;
    delete record.jobId;
    delete record.expiresAt;
    record.idempotencyKey = randomKey();
    await this.setup.store.put(record);
  }
}

function describe(source: UploadSource, options: UploadOptions): Record<string, unknown> {
  return {
    filename: source.name,
    file_size: source.size,
    content_type: options.contentType ?? (source.type || undefined),
    document_type: options.documentType,
    processing_options: options.processingOptions,
    priority: options.priority,
  };
}
