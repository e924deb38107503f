/** Waits; rejects with the signal's reason when that aborts. */
export function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }

    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    const stop = () => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** Makes a controller that also aborts when any of the signals does. `release` lets go of them. */
export function linkedController(...signals: (AbortSignal | undefined)[]): { controller: AbortController; release: () => void } {
  const controller = new AbortController();
  const undo: (() => void)[] = [];
  for (const signal of signals) {
    if (signal?.aborted) {
      controller.abort(signal.reason);
    } else if (signal) {
      const stop = () => controller.abort(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      undo.push(() => signal.removeEventListener('abort', stop));
    }
  }

  return { controller, release: () => undo.forEach((action) => action()) };
}

/** Says when nothing was heard for too long. */
export class Watchdog {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly milliseconds: number,
    private readonly onSilence: () => void,
  ) {
    this.touch();
  }

  touch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.onSilence, this.milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
