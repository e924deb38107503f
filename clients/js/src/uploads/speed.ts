const WINDOW = 10_000;
const LEAST = 250;

/** How fast bytes move, over the last ten seconds: steady enough to be shown. */
export class Speed {
  #samples: { at: number; bytes: number }[] = [];

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Notes how many bytes are through. */
  add(bytes: number): void {
    const at = this.now();
    const last = this.#samples.at(-1);
    if (last && bytes < last.bytes) {
      // A chunk is sent again: what was sent of it does not count.
      this.#samples = this.#samples.map((sample) => ({ at: sample.at, bytes: Math.max(0, sample.bytes - (last.bytes - bytes)) }));
    }

    if (!last || at - last.at >= LEAST || this.#samples.length < 2) {
      this.#samples.push({ at, bytes });
    } else {
      this.#samples[this.#samples.length - 1] = { at: last.at, bytes };
    }

    while (this.#samples.length > 2 && at - this.#samples[0]!.at > WINDOW) {
      this.#samples.shift();
    }
  }

  /** After a pause time begins anew. */
  reset(): void {
    this.#samples = [];
  }

  get bytesPerSecond(): number {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    const elapsed = first && last ? last.at - first.at : 0;
    return elapsed < LEAST ? 0 : ((last!.bytes - first!.bytes) * 1000) / elapsed;
  }
}
