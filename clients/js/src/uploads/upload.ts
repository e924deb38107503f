import { guard } from '../callbacks.js';
import type { AcceptedDocument } from '../documents/contracts.js';
import { DocProcessingError } from '../errors.js';
import type { StoredUpload } from '../stores/upload-store.js';
import { cancelStored } from './cancel-stored.js';
import type { UploadOptions, UploadResult, UploadState } from './contracts.js';
import { randomKey } from './identity.js';
import { holdLock } from './locks.js';
import { PartsSender } from './parts-sender.js';
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
  readonly #sender: PartsSender;
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
    this.#sender = new PartsSender(setup, this.#control, {
      onSent: (parts) => this.#meter.tell(parts),
      onComplete: (chunk, parts) => {
        guard(() => options.onChunkComplete?.(chunk, this));
        this.#meter.tell(parts, true);
      },
    });
    this.#meter = new ProgressMeter((progress) => guard(() => options.onProgress?.(progress, this)));
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
      guard(() => this.options.onComplete?.(result, this));
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
    this.#releaseLock = holdLock(this.#record.key);
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
      this.#meter.tell(open.parts, true);
      await this.#sender.sendMissing(open, source).catch(unlessCompleted);
      this.#enterPhase('completing');
      const accepted = await this.#complete(open);
      if (accepted) {
        return { uploadId: open.session.upload_id, jobId: accepted.job_id, documentId: accepted.document_id, status: accepted.status };
      }
    }
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

    const failure = failureOf(error);
    if (isFinal(failure) && this.#record) {
      await this.setup.store.delete(this.#record.key);
    }

    this.#enter('failed');
    guard(() => this.options.onError?.(failure, this));
    return failure;
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
      guard(() => this.options.onStateChange?.(state, this));
    }
  }
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

function failureOf(error: unknown): DocProcessingError {
  return error instanceof DocProcessingError ? error
    : unreadable(error) ? unreadableFile(error)
    : new DocProcessingError(0, 'unexpected', String(error), undefined, {}, { cause: error });
}
