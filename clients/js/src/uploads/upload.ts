import type { AcceptedDocument } from '../documents/contracts.js';
import { DocProcessingError } from '../errors.js';
import { persist } from '../http/retry.js';
import type { StoredUpload } from '../stores/upload-store.js';
import type { UploadOptions, UploadResult, UploadState } from './contracts.js';
import { randomKey } from './identity.js';
import { holdLock } from './locks.js';
import { ProgressMeter } from './progress-meter.js';
import { RunControl } from './run-control.js';
import { unreadable, unreadableFile, type UploadSource } from './source.js';
import { SessionOpener, type OpenSession } from './upload-session.js';
import type { UploadSetup } from './upload-setup.js';

const MAX_RESTARTS = 3;

/** One file on its way. */
export class Upload {
  /** A name for this upload, there from the start. */
  readonly id = randomKey();
  /** Fulfilled when the server has accepted the document; rejected when the upload has failed or was cancelled. */
  readonly done: Promise<UploadResult>;
  readonly #control: RunControl;
  readonly #opener: SessionOpener;
  readonly #meter: ProgressMeter;
  #state: UploadState = 'preparing';
  #phase: 'preparing' | 'uploading' | 'completing' = 'preparing';
  #record: StoredUpload | undefined;
  #source: UploadSource | undefined;
  #releaseLock: () => Promise<void> = async () => {};

  /** Made by `DocumentUploader`. */
  constructor(
    private readonly setup: UploadSetup,
    open: () => Promise<UploadSource>,
    private readonly options: UploadOptions,
    private readonly expectedKey?: string,
  ) {
    this.#control = new RunControl(setup.retry, () => this.#refreshState());
    this.#opener = new SessionOpener(setup, this.#control);
    this.#meter = new ProgressMeter((progress) => options.onProgress?.(progress, this));
    // Not at once: the caller is to have the handle before the first callback.
    this.done = Promise.resolve().then(() => this.#run(open));
    this.done.catch(() => undefined);
  }

  get state(): UploadState {
    return this.#state;
  }

  /** The server's id; `undefined` until it is known. */
  get uploadId(): string | undefined {
    return this.#record?.uploadId;
  }

  /** The job's id; known as soon as the upload's. */
  get jobId(): string | undefined {
    return this.#record?.jobId;
  }

  /** The store's key; `undefined` until the file was read. */
  get key(): string | undefined {
    return this.#record?.key;
  }

  /** Stops sending. What is on its way is broken off and sent again later. */
  pause(): void {
    this.#control.pause();
  }

  resume(): void {
    this.#meter.reset();
    this.#control.resume();
  }

  /** Gives the upload up, here and on the server; `done` rejects with `upload_cancelled`. Fulfilled once that has happened. */
  async cancel(): Promise<void> {
    this.#cancel(new DocProcessingError(0, 'upload_cancelled', 'The upload was cancelled.'));
    await this.done.catch(() => undefined);
  }

  async #run(open: () => Promise<UploadSource>): Promise<UploadResult> {
    const { signal } = this.options;
    const onAbort = () => this.#cancel(signal!.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) {
      onAbort();
    }

    try {
      const result = await this.#transfer(open);
      await this.setup.store.delete(this.#record!.key);
      this.#enter('completed');
      this.options.onComplete?.(result, this);
      return result;
    } catch (error) {
      throw await this.#fail(error);
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.#control.close();
      await this.#releaseLock();
      await this.#source?.close?.();
    }
  }

  async #transfer(open: () => Promise<UploadSource>): Promise<UploadResult> {
    this.#source = await this.#control.persist(open);
    this.#record = await this.#opener.recordOf(this.#source, this.options, this.expectedKey);
    this.#releaseLock = await holdLock(this.#record.key);
    for (let restarts = 0; ; restarts++) {
      try {
        return await this.#attempt(this.#record, this.#source);
      } catch (error) {
        if (!this.#mayRestart(error) || restarts === MAX_RESTARTS) {
          throw error;
        }

        await this.#opener.renew(this.#record);
      }
    }
  }

  /** Whether the session is no more, and another may take its place. One that was cancelled elsewhere while it ran is to stay cancelled. */
  #mayRestart(error: unknown): boolean {
    if (!(error instanceof DocProcessingError)) {
      return false;
    }

    const gone = error.status === 410 || error.code === 'idempotency_conflict' || (error.status === 404 && this.uploadId !== undefined);
    return gone && (error.code !== 'upload_cancelled' || this.#phase === 'preparing');
  }

  async #attempt(record: StoredUpload, source: UploadSource): Promise<UploadResult> {
    this.#enterPhase('preparing');
    const open = await this.#opener.open(record);
    for (;;) {
      this.#enterPhase('uploading');
      this.#meter.tell(open.parts, source.size, true);
      await this.#sendMissing(open, source).catch(unlessCompleted);
      this.#enterPhase('completing');
      const accepted = await this.#complete(open);
      if (accepted) {
        return { uploadId: open.session.upload_id, jobId: accepted.job_id, documentId: accepted.document_id, status: accepted.status };
      }
    }
  }

  async #sendMissing(open: OpenSession, source: UploadSource): Promise<void> {
    const queue = open.parts.missing();
    let failed = false;
    const work = async () => {
      for (let part = queue.shift(); part !== undefined && !failed; part = queue.shift()) {
        await this.#sendPart(open, source, part);
      }
    };
    const workers = Array.from({ length: Math.min(this.setup.parallelChunks, queue.length) }, () =>
      work().catch((error: unknown) => {
        failed = true;
        throw error;
      }),
    );

    // All come to rest before one's failure is told, so that nothing of this session is sent any more.
    const outcomes = await Promise.allSettled(workers);
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) {
      throw failure.reason;
    }
  }

  async #sendPart({ session, parts }: OpenSession, source: UploadSource, part: number): Promise<void> {
    const { start, end } = parts.rangeOf(part);
    const chunk = source.slice(start, end);
    const hash = this.setup.checksum === 'none' ? undefined : await this.setup.hasher.hash(chunk, this.setup.checksum);
    const fields = {
      upload_id: session.upload_id,
      part_number: String(part),
      total_parts: String(parts.total),
      ...(hash === undefined ? {} : { chunk_hash: hash }),
    };
    await this.#control.persist(async (signal) => {
      try {
        await this.setup.calls.chunk({
          fields,
          chunk,
          signal,
          stallTimeout: this.setup.stallTimeout,
          onSent: (bytes) => {
            parts.sent(part, bytes);
            this.#meter.tell(parts, source.size);
          },
        });
      } finally {
        parts.dropped(part);
      }
    });
    parts.complete(part);
    this.options.onChunkComplete?.({ partNumber: part, size: end - start, completedChunks: parts.completed, totalChunks: parts.total }, this);
    this.#meter.tell(parts, source.size, true);
  }

  /** Returns nothing when the server misses parts. */
  async #complete({ session, parts }: OpenSession): Promise<AcceptedDocument | undefined> {
    try {
      return await this.#control.persist((signal) => this.setup.calls.complete(session.upload_id, signal));
    } catch (error) {
      const missing = error instanceof DocProcessingError && error.code === 'missing_parts' ? (error.details['missing_parts'] as number[]) : [];
      if (missing.length === 0) {
        throw error;
      }

      parts.lost(missing);
      return undefined;
    }
  }

  async #fail(error: unknown): Promise<unknown> {
    if (this.#control.isCancelled) {
      if (this.#record) {
        await cancelStored(this.#record, this.setup);
      }

      this.#enter('cancelled');
      return error;
    }

    const failure = error instanceof DocProcessingError ? error : unreadable(error) ? unreadableFile(error) : undefined;
    if (failure && isFinal(failure) && this.#record) {
      await this.setup.store.delete(this.#record.key);
    }

    this.#enter('failed');
    if (failure) {
      this.options.onError?.(failure, this);
    }

    return failure ?? error;
  }

  #cancel(reason: unknown): void {
    this.#control.cancel(reason);
  }

  #enterPhase(phase: 'preparing' | 'uploading' | 'completing'): void {
    this.#phase = phase;
    this.#refreshState();
  }

  #refreshState(): void {
    if (!isOver(this.#state) && !this.#control.isCancelled) {
      this.#enter(this.#control.isPaused ? 'paused' : this.#control.isWaiting ? 'waiting' : this.#phase);
    }
  }

  #enter(state: UploadState): void {
    if (this.#state !== state) {
      this.#state = state;
      this.options.onStateChange?.(state, this);
    }
  }
}

/** Gives a recorded upload up: on the server as far as that can be told, and in the store. */
export async function cancelStored(record: StoredUpload, setup: UploadSetup): Promise<void> {
  const { signal } = new AbortController();
  try {
    // Where the answer to initiate was lost, the same key tells the session.
    const { upload_id: uploadId, job_id: jobId } = record.uploadId !== undefined
      ? { upload_id: record.uploadId, job_id: record.jobId! }
      : await persist(() => setup.calls.initiate(record.document, record.idempotencyKey, signal), setup.retry, signal);
    await persist(() => setup.calls.cancel(uploadId), setup.retry, signal).catch(async (error: unknown) => {
      if (error instanceof DocProcessingError && error.code === 'upload_completed') {
        await persist(() => setup.calls.cancelJob(jobId), setup.retry, signal);
      }
    });
  } catch {
    // The server is out of reach or has the session no more: what is left of it expires by itself.
  }

  await setup.store.delete(record.key);
}

function isOver(state: UploadState): boolean {
  return state === 'completed' || state === 'cancelled' || state === 'failed';
}

/** Whether the server refused for good: then there is nothing to resume. Who has to sign in again can go on. */
function isFinal(error: DocProcessingError): boolean {
  return error.status >= 400 && error.status < 500 && error.status !== 401 && !error.retryable;
}

/** Another page has sent the rest and completed the upload: completing it again tells its job. */
function unlessCompleted(error: unknown): void {
  if (!(error instanceof DocProcessingError) || error.code !== 'upload_completed') {
    throw error;
  }
}
