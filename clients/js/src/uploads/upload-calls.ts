import type { AcceptedDocument, ChunkReceipt, UploadSession, UploadStatus } from '../documents/contracts.js';
import { problemOf } from '../errors.js';
import { DOCUMENTS, type HttpApi } from '../http/http-api.js';
import type { ChunkRequest, ChunkSender } from './chunk-sender.js';

const UPLOAD = `${DOCUMENTS}/upload`;

// Joining ten thousand parts takes a store its time.
const COMPLETE_DEADLINE = 300_000;

/** The calls that an upload is made of. */
export class UploadCalls {
  constructor(
    private readonly api: HttpApi,
    private readonly sender: ChunkSender,
  ) {}

  /** Starts an upload; the same key answers the same session again. */
  initiate(document: Record<string, unknown>, idempotencyKey: string, signal: AbortSignal): Promise<UploadSession> {
    return this.api.json('POST', `${UPLOAD}/initiate`, { json: document, headers: { 'Idempotency-Key': idempotencyKey }, signal });
  }

  status(uploadId: string, signal: AbortSignal): Promise<UploadStatus> {
    return this.api.json('GET', `${UPLOAD}/status/${encodeURIComponent(uploadId)}`, { signal });
  }

  complete(uploadId: string, signal: AbortSignal): Promise<AcceptedDocument> {
    return this.api.json('POST', `${UPLOAD}/complete/${encodeURIComponent(uploadId)}`, { signal, deadline: COMPLETE_DEADLINE });
  }

  cancel(uploadId: string): Promise<unknown> {
    return this.api.json('DELETE', `${UPLOAD}/cancel/${encodeURIComponent(uploadId)}`);
  }

  cancelJob(jobId: string): Promise<unknown> {
    return this.api.json('POST', `${DOCUMENTS}/jobs/${encodeURIComponent(jobId)}/cancel`);
  }

  chunk(request: Omit<ChunkRequest, 'address' | 'token'>): Promise<ChunkReceipt> {
    return this.api.authorized(async (token) => {
      const answer = await this.sender({ ...request, address: this.api.address(`${UPLOAD}/chunk`), token });
      if (answer.status < 200 || answer.status > 299) {
        throw problemOf(answer.status, answer.body, answer.retryAfter);
      }

      return JSON.parse(answer.body) as ChunkReceipt;
    });
  }
}
