import { DocProcessingError } from '../errors.js';
import { isOffline, onConnectivity, waitForNetwork } from '../http/connectivity.js';
import { delayAfter, type RetryOptions } from '../http/retry.js';
import { wait } from '../http/waiting.js';

/** Why a running action was broken off: to wait, not to fail. */
const interrupted = new DOMException('The upload is paused, cancelled or offline.', 'AbortError');

/**
 * When the actions of an upload may run: not while it is paused, not before a busy server wants to hear of it again, never once it is cancelled. What
 * fails is tried again; what is broken off by a pause or a lost network begins again after it.
 */
export class RunControl {
  #scope = new AbortController();
  #paused: { resume: () => void; resumed: Promise<void> } | undefined;
  #cancelled: { reason: unknown } | undefined;
  #holdUntil = 0;
  #acting = 0;
  #waiting = 0;
  #successes = 0;
  // The browser says that it is offline, and yet something got through.
  #reachable = false;
  readonly #forget = onConnectivity('offline', () => {
    this.#reachable = false;
    this.#interrupt();
  });

  constructor(
    private readonly retry: RetryOptions,
    private readonly onChange: () => void,
  ) {}

  get isPaused(): boolean {
    return this.#paused !== undefined;
  }

  get isCancelled(): boolean {
    return this.#cancelled !== undefined;
  }

  /** Whether nothing is done at present, but only waited. */
  get isWaiting(): boolean {
    return this.#acting === 0 && this.#waiting > 0;
  }

  pause(): void {
    if (!this.#paused && !this.#cancelled) {
      let resume = () => {};
      const resumed = new Promise<void>((resolve) => (resume = resolve));
      this.#paused = { resume, resumed };
      this.#interrupt();
    }
  }

  resume(): void {
    this.#paused?.resume();
    this.#paused = undefined;
    this.onChange();
  }

  cancel(reason: unknown): void {
    this.#cancelled ??= { reason };
    this.#interrupt();
    this.resume();
  }

  /** The upload is over. */
  close(): void {
    this.#forget();
  }

  /** Does something until it succeeds; throws what is not worth trying again, and the reason of a cancel. */
  async persist<T>(action: (signal: AbortSignal) => Promise<T>): Promise<T> {
    let failures = 0;
    for (;;) {
      await this.#whenAllowed();
      const scope = this.#scope;
      const before = this.#successes;
      try {
        return await this.#act(action, scope.signal);
      } catch (error) {
        if (scope.signal.aborted) {
          continue;
        }

        if (!(error instanceof DocProcessingError) || !error.retryable) {
          throw error;
        }

        // Where others get through meanwhile, the server is well.
        failures = this.#successes === before ? failures + 1 : 1;
        if (failures >= this.retry.attempts && !isOffline()) {
          throw error;
        }

        await this.#backOff(error, failures);
      }
    }
  }

  async #act<T>(action: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    this.#acting++;
    this.onChange();
    try {
      const result = await action(signal);
      this.#successes++;
      this.#reachable = isOffline();
      return result;
    } finally {
      this.#acting--;
    }
  }

  // A server that is busy or throttles means everybody, not one chunk.
  async #backOff(error: DocProcessingError, failures: number): Promise<void> {
    if (error.retryAfter !== undefined && (error.status === 429 || error.status === 503)) {
      this.#holdUntil = Math.max(this.#holdUntil, Date.now() + error.retryAfter * 1000);
    }

    await this.#wait((signal) => waitForNetwork(delayAfter(failures, this.retry, error.retryAfter), signal));
  }

  async #whenAllowed(): Promise<void> {
    let waited = false;
    for (;;) {
      if (this.#cancelled) {
        throw this.#cancelled.reason;
      }

      const left = this.#holdUntil - Date.now();
      if (this.#paused) {
        await this.#paused.resumed;
      } else if (isOffline() && !this.#reachable && !waited) {
        await this.#wait((signal) => waitForNetwork(0, signal));
        waited = true;
      } else if (left > 0) {
        await this.#wait((signal) => wait(left, signal));
      } else {
        return;
      }
    }
  }

  async #wait(waiting: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#waiting++;
    this.onChange();
    try {
      await waiting(this.#scope.signal);
    } catch (error) {
      if (error !== interrupted) {
        throw error;
      }
    } finally {
      this.#waiting--;
    }
  }

  #interrupt(): void {
    this.#scope.abort(interrupted);
    this.#scope = new AbortController();
    this.onChange();
  }
}
