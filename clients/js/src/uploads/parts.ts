import type { UploadSession } from '../documents/contracts.js';

/** Which parts of an upload the server has, and how much of the others is on its way. */
export class Parts {
  readonly chunkSize: number;
  readonly total: number;
  readonly #completed = new Set<number>();
  readonly #onTheWay = new Map<number, number>();
  #completedBytes = 0;

  constructor(
    session: UploadSession,
    private readonly fileSize: number,
    received: readonly number[],
  ) {
    this.chunkSize = session.chunk_size;
    this.total = session.total_parts;
    received.forEach((part) => this.complete(part));
  }

  get completed(): number {
    return this.#completed.size;
  }

  /** Bytes that the server has, and those on their way. */
  get bytes(): number {
    let bytes = this.#completedBytes;
    for (const sent of this.#onTheWay.values()) {
      bytes += sent;
    }

    return Math.min(bytes, this.fileSize);
  }

  missing(): number[] {
    return Array.from({ length: this.total }, (_, index) => index + 1).filter((part) => !this.#completed.has(part));
  }

  rangeOf(part: number): { start: number; end: number } {
    const start = (part - 1) * this.chunkSize;
    return { start, end: Math.min(start + this.chunkSize, this.fileSize) };
  }

  sent(part: number, bytes: number): void {
    this.#onTheWay.set(part, bytes);
  }

  dropped(part: number): void {
    this.#onTheWay.delete(part);
  }

  complete(part: number): void {
    this.#onTheWay.delete(part);
    if (!this.#completed.has(part)) {
      const { start, end } = this.rangeOf(part);
      this.#completed.add(part);
      this.#completedBytes += end - start;
    }
  }

  /** The server says that it has these no more. */
  lost(parts: readonly number[]): void {
    for (const part of parts) {
      if (this.#completed.delete(part)) {
        const { start, end } = this.rangeOf(part);
        this.#completedBytes -= end - start;
      }
    }
  }
}
