import { isTerminal, type JobHistory, type JobProgress } from '../documents/contracts.js';
import { DocProcessingError, networkError, stalledError } from '../errors.js';
import { waitForNetwork } from '../http/connectivity.js';
import { DOCUMENTS, type HttpApi } from '../http/http-api.js';
import { delayAfter, type RetryOptions } from '../http/retry.js';
import { linkedController, Watchdog } from '../http/waiting.js';
import { readEvents } from './event-stream.js';
import type { Link, LinkEvents } from './link.js';

// A browser keeps six connections to a host over HTTP/1.1, and uploads need some.
const MAX_STREAMS = 3;

// Streams that so often in a row have brought nothing do not work here: a proxy refuses them or holds them back.
const MAX_BARREN_STREAMS = 2;
const SILENCE = 90_000;
const PAGE = 200;

/** Progress over plain requests: a stream of server-sent events for each of the first jobs, polling for the rest and where streams do not work. */
export class HttpLink implements Link {
  readonly #jobs = new Map<string, AbortController>();
  #streams = 0;
  #barrenStreams = 0;

  constructor(
    readonly transport: 'events' | 'polling',
    private readonly api: HttpApi,
    private readonly events: LinkEvents,
    private readonly retry: RetryOptions,
    private readonly pollInterval: number,
  ) {}

  /** Learns whether the host is there and takes the token. */
  async open(): Promise<void> {
    await this.api.json('GET', `${DOCUMENTS}/jobs`, { query: { limit: 1 } });
  }

  follow(jobs: ReadonlyMap<string, number | undefined>): void {
    for (const [jobId, since] of jobs) {
      this.unfollow(jobId);
      const controller = new AbortController();
      this.#jobs.set(jobId, controller);
      void this.#read(jobId, since, controller.signal);
    }
  }

  unfollow(jobId: string): void {
    this.#jobs.get(jobId)?.abort();
    this.#jobs.delete(jobId);
  }

  followNotifications(): void {
    // The host has notifications for sockets only.
  }

  close(): void {
    this.#jobs.forEach((controller) => controller.abort());
    this.#jobs.clear();
  }

  async #read(jobId: string, since: number | undefined, signal: AbortSignal): Promise<void> {
    let last = since;
    const tell = (progress: JobProgress) => {
      if (progress.sequence > (last ?? 0) && !signal.aborted) {
        last = progress.sequence;
        this.events.onProgress(jobId, progress);
      }

      return isTerminal(progress.status);
    };
    for (let failures = 0; !signal.aborted; ) {
      const before = last;
      try {
        if (last === undefined ? await this.#present(jobId, signal, tell) : await this.#readOnce(jobId, last, signal, tell)) {
          return;
        }

        failures = 0;
      } catch (error) {
        if (signal.aborted) {
          return;
        }

        failures = last === before ? failures + 1 : 1;
        const known = error instanceof DocProcessingError ? error : networkError(error);
        if (!known.retryable) {
          this.events.onJobError(jobId, known);
          return;
        }

        await waitForNetwork(delayAfter(failures, this.retry, known.retryAfter), signal).catch(() => undefined);
      }
    }
  }

  /** Tells the present state: the newest event. What ended before the job was run again is past. */
  async #present(jobId: string, signal: AbortSignal, tell: (progress: JobProgress) => boolean): Promise<boolean> {
    let newest: JobProgress | undefined;
    for (;;) {
      const page = await this.#history(jobId, newest?.sequence ?? 0, signal);
      newest = page.at(-1) ?? newest;
      if (page.length < PAGE) {
        return newest !== undefined && tell(newest);
      }
    }
  }

  /** Reads until the job's end, returning true, or until a stream's end or a poll's. */
  async #readOnce(jobId: string, after: number, signal: AbortSignal, tell: (progress: JobProgress) => boolean): Promise<boolean> {
    if (this.transport === 'events' && this.#streams < MAX_STREAMS && this.#barrenStreams < MAX_BARREN_STREAMS) {
      this.#streams++;
      try {
        return await this.#stream(jobId, after, signal, tell);
      } finally {
        this.#streams--;
      }
    }

    return this.#poll(jobId, after, signal, tell);
  }

  async #stream(jobId: string, after: number, signal: AbortSignal, tell: (progress: JobProgress) => boolean): Promise<boolean> {
    const { controller, release } = linkedController(signal);
    const watchdog = new Watchdog(SILENCE, () => controller.abort(stalledError()));
    let barren = true;
    try {
      const response = await this.api.send('GET', `${DOCUMENTS}/jobs/${encodeURIComponent(jobId)}/events`, {
        headers: { Accept: 'text/event-stream', ...(after > 0 ? { 'Last-Event-ID': String(after) } : {}) },
        signal: controller.signal,
      });
      if (response.status === 204 || !response.body) {
        barren = false;
        return this.#poll(jobId, after, controller.signal, tell);
      }

      for await (const event of readEvents(response.body)) {
        watchdog.touch();
        barren = false;
        if (event.data !== undefined && tell((JSON.parse(event.data) as { data: JobProgress }).data)) {
          return true;
        }
      }

      // Ended without the job's end: the host stops, or the token has expired.
      throw networkError();
    } catch (error) {
      throw controller.signal.aborted ? controller.signal.reason : error;
    } finally {
      this.#barrenStreams = barren && !signal.aborted ? this.#barrenStreams + 1 : 0;
      watchdog.stop();
      release();
    }
  }

  async #poll(jobId: string, after: number, signal: AbortSignal, tell: (progress: JobProgress) => boolean): Promise<boolean> {
    const events = await this.#history(jobId, after, signal);
    if (events.map(tell).some((ended) => ended)) {
      return true;
    }

    if (events.length < PAGE) {
      await waitForNetwork(this.pollInterval, signal);
    }

    return false;
  }

  async #history(jobId: string, after: number, signal: AbortSignal): Promise<JobProgress[]> {
    const address = `${DOCUMENTS}/jobs/${encodeURIComponent(jobId)}/history`;
    return (await this.api.json<JobHistory>('GET', address, { query: { after, limit: PAGE }, signal })).events;
  }
}
