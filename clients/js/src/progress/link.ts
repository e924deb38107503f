import type { DocumentNotification, JobProgress } from '../documents/contracts.js';
import type { DocProcessingError } from '../errors.js';
import type { Transport } from './contracts.js';

/** What a link brings. */
export interface LinkEvents {
  onProgress(jobId: string, progress: JobProgress): void;
  onNotification(notification: DocumentNotification): void;
  /** A job cannot be followed. */
  onJobError(jobId: string, error: DocProcessingError): void;
  /** A job could not be followed just now. */
  onJobTrouble(jobId: string): void;
  /** The link is gone; once, after `open` has succeeded, and not after `close`. */
  onLost(): void;
}

/** One way on which progress comes. */
export interface Link {
  readonly transport: Transport;
  /** Connects; rejects when that fails. */
  open(): Promise<void>;
  /** Follows a job: after `since`, or from its present state. Again is no error, and looks once more. */
  follow(jobs: ReadonlyMap<string, number | undefined>): void;
  unfollow(jobId: string): void;
  /** Follows notifications too, with those since a time. */
  followNotifications(since: string | undefined): void;
  close(): void;
}
