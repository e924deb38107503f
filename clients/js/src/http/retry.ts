import { DocProcessingError } from '../errors.js';
import { waitForNetwork } from './connectivity.js';

/** How failures are tried again: exponential backoff with jitter, never sooner than the server's `Retry-After`. */
export interface RetryOptions {
  /** How often something may fail in a row, without any success in between, before it is given up. */
  attempts: number;
  /** The first delay, in milliseconds. */
  baseDelay: number;
  /** The longest delay, in milliseconds. */
  maxDelay: number;
}

export const defaultRetry: Readonly<RetryOptions> = { attempts: 10, baseDelay: 500, maxDelay: 30_000 };

/** How long to wait after so many failures, in milliseconds. */
export function delayAfter(failures: number, options: RetryOptions, retryAfterSeconds = 0): number {
  const ceiling = Math.min(options.maxDelay, options.baseDelay * 2 ** (failures - 1));
  return Math.max(ceiling * (0.5 + Math.random() / 2), retryAfterSeconds * 1000);
}

/** Does something until it succeeds, is not worth trying again, or has failed too often. */
export async function persist<T>(action: () => Promise<T>, options: RetryOptions, signal: AbortSignal): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await action();
    } catch (error) {
      if (signal.aborted || !(error instanceof DocProcessingError) || !error.retryable || failures >= options.attempts) {
        throw error;
      }

      await waitForNetwork(delayAfter(failures, options, error.retryAfter), signal);
    }
  }
}
