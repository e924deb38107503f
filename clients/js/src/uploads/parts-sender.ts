import type { CompletedChunk } from './contracts.js';
import type { Parts } from './parts.js';
import type { RunControl } from './run-control.js';
import type { UploadSource } from './source.js';
import type { OpenSession } from './upload-session.js';
import type { UploadSetup } from './upload-setup.js';

/** What is heard of parts on their way. */
export interface PartEvents {
  onSent(parts: Parts): void;
  onComplete(chunk: CompletedChunk, parts: Parts): void;
}

/** Sends the parts of a session, each with its checksum. */
export class PartsSender {
  constructor(
    private readonly setup: UploadSetup,
    private readonly control: RunControl,
    private readonly events: PartEvents,
  ) {}

  /** Sends what the server misses, several parts side by side; throws the first failure once all have come to rest. */
  async sendMissing(open: OpenSession, source: UploadSource): Promise<void> {
    const queue = open.parts.missing();
    let failed = false;
    const work = async () => {
      for (let part = queue.shift(); part !== undefined && !failed; part = queue.shift()) {
        await this.#sendPart(open, source, part);
      }
    };
    const workers = Array.from({ length: Math.min(this.setup.parallelChunks, queue.length) }, () =>
      work().catch((error: unknown) => {
        failed = true;
        throw error;
      }),
    );

    // Nothing of this session is sent any more when its failure is told.
    const outcomes = await Promise.allSettled(workers);
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) {
      throw failure.reason;
    }
  }

  async #sendPart({ session, parts }: OpenSession, source: UploadSource, part: number): Promise<void> {
    const { start, end } = parts.rangeOf(part);
    const chunk = source.slice(start, end);
    const hash = this.setup.checksum === 'none' ? undefined : await this.setup.hasher.hash(chunk, this.setup.checksum);
    const fields = {
      upload_id: session.upload_id,
      part_number: String(part),
      total_parts: String(parts.total),
      ...(hash === undefined ? {} : { chunk_hash: hash }),
    };
    await this.control.persist(async (signal) => {
      try {
        await this.setup.calls.chunk({
          fields,
          chunk,
          signal,
          stallTimeout: this.setup.stallTimeout,
          onSent: (bytes) => {
            parts.sent(part, bytes);
            this.events.onSent(parts);
          },
        });
      } finally {
        parts.dropped(part);
      }
    });
    parts.complete(part);
    const completed = { partNumber: part, size: end - start, completedChunks: parts.completed, totalChunks: parts.total };
    this.events.onComplete(completed, parts);
  }
}
