import { guard } from '../callbacks.js';
import { isTerminal, type DocumentNotification, type Job, type JobHistory, type JobProgress } from '../documents/contracts.js';
import { DocProcessingError } from '../errors.js';
import { DOCUMENTS, HttpApi } from '../http/http-api.js';
import { defaultRetry, type RetryOptions } from '../http/retry.js';
import { Connector } from './connector.js';
import type { ConnectionChange, NotificationListener, ProgressTrackerOptions, SubscribeOptions } from './contracts.js';
import { JobFeed } from './job-feed.js';
import type { Link, LinkEvents } from './link.js';

const REMEMBERED_NOTIFICATIONS = 500;

/** Follows jobs live: over a WebSocket, or else over server-sent events, or else by asking. No event comes twice, and a job's end always comes. */
export class ProgressTracker {
  readonly #api: HttpApi;
  readonly #options: ProgressTrackerOptions;
  readonly #retry: RetryOptions;
  readonly #connector: Connector;
  readonly #feeds = new Map<string, JobFeed>();
  readonly #notificationListeners = new Set<NotificationListener>();
  readonly #notified = new Set<string>();
  #lastNotification: string | undefined;
  #link: Link | undefined;
  #connecting: Promise<void> | undefined;
  #stop = new AbortController();
  #change: ConnectionChange = { state: 'disconnected' };

  constructor(options: ProgressTrackerOptions) {
    this.#api = new HttpApi(options);
    this.#options = options;
    this.#retry = { ...defaultRetry, ...options.retry };
    this.#connector = new Connector(this.#api, options, this.#retry, (change) => this.#tell(change));
  }

  get connection(): ConnectionChange {
    return this.#change;
  }

  /** Connects, trying until it succeeds; rejects when the token is refused or after `disconnect`. Subscribing connects, too. */
  connect(): Promise<void> {
    return this.#link ? Promise.resolve() : (this.#connecting ?? this.#connect('connecting'));
  }

  /** Follows one job or several. Returns what ends that. */
  subscribe(jobIds: string | readonly string[], options: SubscribeOptions): () => void {
    const ids = typeof jobIds === 'string' ? [jobIds] : jobIds;
    const wanted = new Map<string, number | undefined>();
    const undo = ids.map((jobId) => {
      const feed = this.#feeds.get(jobId) ?? new JobFeed(jobId);
      this.#feeds.set(jobId, feed);
      wanted.set(jobId, options.since);
      const remove = feed.add(options);
      return () => {
        remove();
        this.#dropIfEmpty(feed);
      };
    });
    if (this.#link) {
      this.#link.follow(wanted);
    } else {
      void this.connect();
    }

    return () => undo.forEach((action) => action());
  }

  /** Ends all that follows these jobs. */
  unsubscribe(jobIds: string | readonly string[]): void {
    for (const jobId of typeof jobIds === 'string' ? [jobIds] : jobIds) {
      if (this.#feeds.delete(jobId)) {
        this.#link?.unfollow(jobId);
      }
    }
  }

  /** Hears of the user's jobs that ended. Over WebSockets only. Returns what ends that. */
  onNotification(listener: NotificationListener): () => void {
    this.#notificationListeners.add(listener);
    if (this.#notificationListeners.size === 1) {
      this.#lastNotification ??= new Date().toISOString();
      if (this.#link) {
        this.#link.followNotifications(this.#lastNotification);
      } else {
        void this.connect();
      }
    }

    return () => this.#notificationListeners.delete(listener);
  }

  getJobStatus(jobId: string): Promise<Job> {
    return this.#api.json('GET', `${DOCUMENTS}/jobs/${encodeURIComponent(jobId)}`);
  }

  /** Cancels a job: a waiting one at once, a running one within moments. */
  cancelJob(jobId: string): Promise<Job> {
    return this.#api.json('POST', `${DOCUMENTS}/jobs/${encodeURIComponent(jobId)}/cancel`);
  }

  /** Ends the connection; subscriptions stay, and go on where they were after the next `connect`. */
  disconnect(): void {
    this.#stop.abort(new DocProcessingError(0, 'disconnected', 'The tracker was disconnected.'));
    this.#stop = new AbortController();
    this.#connecting = undefined;
    this.#link?.close();
    this.#link = undefined;
    this.#tell({ state: 'disconnected' });
  }

  #connect(state: 'connecting' | 'reconnecting'): Promise<void> {
    const { signal } = this.#stop;
    const connecting = this.#connector
      .connect(state, signal, (link) => this.#eventsOf(link))
      .then(
        (link) => this.#begin(link),
        (error: unknown) => {
          if (!signal.aborted) {
            this.#giveUp(error as DocProcessingError);
          }

          throw error;
        },
      )
      .finally(() => {
        if (this.#connecting === connecting) {
          this.#connecting = undefined;
        }
      });
    connecting.catch(() => undefined);
    this.#connecting = connecting;
    return connecting;
  }

  // What a link brings after it was replaced is nothing any more.
  #eventsOf(link: () => Link): LinkEvents {
    const isCurrent = () => this.#link === link();
    return {
      onProgress: (jobId, progress) => isCurrent() && this.#take(jobId, progress),
      onNotification: (notification) => isCurrent() && this.#notify(notification),
      onJobError: (jobId, error) => isCurrent() && this.#failJob(jobId, error),
      onJobTrouble: (jobId) => setTimeout(() => isCurrent() && this.#followAgain(jobId), this.#retry.baseDelay * 4),
      onLost: () => {
        if (isCurrent()) {
          this.#link = undefined;
          void this.#connect('reconnecting');
        }
      },
    };
  }

  #begin(link: Link): void {
    this.#link = link;
    if (this.#feeds.size > 0) {
      link.follow(new Map([...this.#feeds.values()].map((feed) => [feed.jobId, feed.since])));
    }

    if (this.#notificationListeners.size > 0) {
      link.followNotifications(this.#lastNotification);
    }

    this.#tell({ state: 'connected', transport: link.transport });
  }

  #take(jobId: string, progress: JobProgress): void {
    const feed = this.#feeds.get(jobId);
    if (!feed) {
      return;
    }

    if (feed.isEarlyEnd(progress)) {
      void this.#catchUp(feed);
      return;
    }

    feed.tell(progress);
    if (isTerminal(progress.status)) {
      this.#dropIfEmpty(feed);
    }
  }

  // The record may say that a job has ended before its last event comes. That event is in the history by then.
  async #catchUp(feed: JobFeed): Promise<void> {
    try {
      const { events } = await this.#api.json<JobHistory>('GET', `${DOCUMENTS}/jobs/${encodeURIComponent(feed.jobId)}/history`, {
        query: { after: feed.since ?? 0, limit: 200 },
        signal: this.#stop.signal,
      });
      events.forEach((progress) => feed.tell(progress));
      this.#dropIfEmpty(feed);
    } catch {
      // The live event comes by itself, or with the next heartbeat's look.
    }
  }

  #notify(notification: DocumentNotification): void {
    if (this.#notified.has(notification.id)) {
      return;
    }

    this.#notified.add(notification.id);
    if (this.#notified.size > REMEMBERED_NOTIFICATIONS) {
      this.#notified.delete(this.#notified.values().next().value!);
    }

    this.#lastNotification = notification.timestamp;
    this.#notificationListeners.forEach((listener) => guard(() => listener(notification)));
  }

  #followAgain(jobId: string): void {
    const feed = this.#feeds.get(jobId);
    if (feed) {
      this.#link?.follow(new Map([[jobId, feed.since]]));
    }
  }

  #failJob(jobId: string, error: DocProcessingError): void {
    const feed = this.#feeds.get(jobId);
    this.#feeds.delete(jobId);
    feed?.fail(error);
  }

  #giveUp(error: DocProcessingError): void {
    this.#tell({ state: 'disconnected' });
    [...this.#feeds.keys()].forEach((jobId) => this.#failJob(jobId, error));
  }

  #dropIfEmpty(feed: JobFeed): void {
    if (feed.isEmpty && this.#feeds.get(feed.jobId) === feed) {
      this.#feeds.delete(feed.jobId);
      this.#link?.unfollow(feed.jobId);
    }
  }

  #tell(change: ConnectionChange): void {
    if (change.state !== this.#change.state || change.transport !== this.#change.transport) {
      this.#change = change;
      guard(() => this.#options.onConnectionChange?.(change));
    }
  }
}
