import { isTerminal, type JobProgress } from '../documents/contracts.js';
import type { DocProcessingError } from '../errors.js';
import type { SubscribeOptions } from './contracts.js';

interface Listener {
  options: SubscribeOptions;
  last: number | undefined;
}

/** What is known of one job, and who wants to hear of it: each event once, in order. */
export class JobFeed {
  readonly #listeners = new Set<Listener>();

  constructor(readonly jobId: string) {}

  /** Where to go on after a lost connection; `undefined` when the present state is enough. */
  get since(): number | undefined {
    const known = [...this.#listeners].map((listener) => listener.last).filter((last) => last !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  add(options: SubscribeOptions): () => void {
    const listener: Listener = { options, last: options.since };
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether an event is the job's end as its record tells it, under the number of an event that was told already: the real one follows. */
  isEarlyEnd(progress: JobProgress): boolean {
    return isTerminal(progress.status) && [...this.#listeners].some((listener) => listener.last !== undefined && listener.last >= progress.sequence);
  }

  tell(progress: JobProgress): void {
    const ended = isTerminal(progress.status);
    for (const listener of [...this.#listeners]) {
      if (listener.last === undefined || progress.sequence > listener.last) {
        listener.last = progress.sequence;
        if (ended) {
          this.#listeners.delete(listener);
        }

        guard(() => listener.options.onProgress?.(progress, this.jobId));
        if (ended) {
          guard(() => listener.options.onComplete?.(progress, this.jobId));
        }
      }
    }
  }

  fail(error: DocProcessingError): void {
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    listeners.forEach((listener) => guard(() => listener.options.onError?.(error, this.jobId)));
  }
}

/** A caller's mistake must not cost the other listeners their event: it is told as an uncaught error. */
export function guard(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
