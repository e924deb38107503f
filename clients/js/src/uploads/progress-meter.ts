import type { UploadProgress } from './contracts.js';
import type { Parts } from './parts.js';
import { Speed } from './speed.js';

const INTERVAL = 100;

/** Tells how far an upload is: not at every block, but whenever a chunk is through. */
export class ProgressMeter {
  readonly #speed = new Speed();
  #toldAt = 0;

  constructor(private readonly onProgress: (progress: UploadProgress) => void) {}

  /** Time stood still for a while. */
  reset(): void {
    this.#speed.reset();
  }

  tell(parts: Parts, totalBytes: number, always = false): void {
    const now = performance.now();
    this.#speed.add(parts.bytes);
    if (!always && now - this.#toldAt < INTERVAL) {
      return;
    }

    this.#toldAt = now;
    const [bytesSent, bytesPerSecond] = [parts.bytes, this.#speed.bytesPerSecond];
    this.onProgress({
      bytesSent,
      totalBytes,
      percent: totalBytes === 0 ? 0 : (bytesSent * 100) / totalBytes,
      bytesPerSecond,
      secondsLeft: bytesPerSecond > 0 ? (totalBytes - bytesSent) / bytesPerSecond : undefined,
      completedChunks: parts.completed,
      totalChunks: parts.total,
    });
  }
}
