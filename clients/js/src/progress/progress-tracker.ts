import { isTerminal, type DocumentNotification, type Job, type JobHistory, type JobProgress } from '../documents/contracts.js';
import { DocProcessingError, networkError } from '../errors.js';
import { isOffline, waitForNetwork } from '../http/connectivity.js';
import { DOCUMENTS, HttpApi } from '../http/http-api.js';
import { defaultRetry, delayAfter, type RetryOptions } from '../http/retry.js';
import type { ConnectionChange, NotificationListener, ProgressTrackerOptions, SubscribeOptions, Transport } from './contracts.js';
import { HttpLink } from './http-link.js';
import { guard, JobFeed } from './job-feed.js';
import type { Link, LinkEvents } from './link.js';
import { SocketLink } from './socket-link.js';

const ALL: readonly Transport[] = ['websocket', 'events', 'polling'];

// A way that has failed so often in a row gives way to the next.
const TRIES = 2;
const REMEMBERED_NOTIFICATIONS = 500;

/** Follows jobs live: over a WebSocket, or else over server-sent events, or else by asking. No event comes twice, and a job's end always comes. */
export class ProgressTracker {
  readonly #api: HttpApi;
  readonly #options: ProgressTrackerOptions;
  readonly #retry: RetryOptions;
  readonly #transports: readonly Transport[];
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
    const hasSockets = (options.WebSocket ?? globalThis.WebSocket) !== undefined;
    this.#transports = (options.transports ?? ALL).filter((transport) => transport !== 'websocket' || hasSockets);
    if (this.#transports.length === 0) {
      throw new TypeError('No transport is left: here is no WebSocket.');
    }
  }

  get connection(): ConnectionChange {
    return this.#change;
  }

  /** Connects, trying until it succeeds; rejects when the token is refused or after `disconnect`. Subscribing connects, too. */
  connect(): Promise<void> {
    if (this.#link) {
      return Promise.resolve();
    }

    this.#connecting ??= this.#connect(this.#stop.signal, 'connecting').finally(() => (this.#connecting = undefined));
    this.#connecting.catch(() => undefined);
    return this.#connecting;
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

  async #connect(signal: AbortSignal, state: 'connecting' | 'reconnecting'): Promise<void> {
    let [at, tries] = [0, 0];
    for (let failures = 1; ; failures++) {
      const transport = this.#transports[at]!;
      this.#tell({ state, transport });
      const link = this.#make(transport, failures > 1 || state === 'reconnecting');
      try {
        if (isOffline()) {
          await waitForNetwork(0, signal);
        }

        await link.open();
        if (signal.aborted) {
          link.close();
          throw signal.reason;
        }

        this.#begin(link);
        return;
      } catch (error) {
        link.close();
        if (signal.aborted) {
          throw signal.reason;
        }

        const known = error instanceof DocProcessingError ? error : networkError(error);
        if (!known.retryable) {
          this.#giveUp(known);
          throw known;
        }

        if (++tries >= TRIES && at < this.#transports.length - 1) {
          [at, tries] = [at + 1, 0];
        } else {
          await waitForNetwork(delayAfter(failures, this.#retry, known.retryAfter), signal);
        }
      }
    }
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

  #make(transport: Transport, renewToken: boolean): Link {
    // What a link brings after it was replaced is nothing any more.
    const events: LinkEvents = {
      onProgress: (jobId, progress) => this.#link === link && this.#take(jobId, progress),
      onNotification: (notification) => this.#link === link && this.#notify(notification),
      onJobError: (jobId, error) => this.#link === link && this.#failJob(jobId, error),
      onJobTrouble: (jobId) => setTimeout(() => this.#followAgain(link, jobId), this.#retry.baseDelay * 4),
      onLost: () => {
        if (this.#link === link) {
          this.#link = undefined;
          this.#connecting = this.#connect(this.#stop.signal, 'reconnecting').finally(() => (this.#connecting = undefined));
          this.#connecting.catch(() => undefined);
        }
      },
    };
    const link: Link = transport === 'websocket'
      ? new SocketLink(this.#api, events, this.#options.WebSocket ?? globalThis.WebSocket, renewToken)
      : new HttpLink(transport, this.#api, events, this.#retry, this.#options.pollInterval ?? 2_000);
    return link;
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

  #followAgain(link: Link, jobId: string): void {
    const feed = this.#feeds.get(jobId);
    if (feed && this.#link === link) {
      link.follow(new Map([[jobId, feed.since]]));
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
