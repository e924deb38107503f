import { networkError, stalledError } from '../errors.js';
import { linkedController, Watchdog } from '../http/waiting.js';
import { randomKey } from './identity.js';
import { unreadable, unreadableFile } from './source.js';
import { formOf, type ChunkRequest, type ChunkSender } from './chunk-sender.js';

const BLOCK_BYTES = 64 << 10;

// The least speed at which a body is believed to move, where nobody tells: bytes in a millisecond.
const LEAST_SPEED = 8;

/** Sends by a fetch of the caller's, which tells nothing of the way: a chunk is stalled when it takes absurdly long. */
export function sendByFetch(fetch: typeof globalThis.fetch): ChunkSender {
  return (request) => exchange(request, request.stallTimeout + request.chunk.size / LEAST_SPEED, (signal) =>
    fetch(request.address, { method: 'POST', headers: { Authorization: `Bearer ${request.token}` }, body: formOf(request), signal }));
}

/** Sends by Node's fetch, which takes a body block by block: each that it asks for says that the one before has left. */
export const sendByStream: ChunkSender = (request) => {
  const boundary = `docprocessing-${randomKey()}`;
  const head = Object.entries(request.fields).map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="chunk_file"; filename="chunk"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const form = new Blob([head.join('') + file, request.chunk, `\r\n--${boundary}--\r\n`]);
  return exchange(request, request.stallTimeout, (signal, touch) => {
    const init: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${request.token}`,
        'Content-Type': `multipart/form-data; boundary=${boundary}`,
        'Content-Length': String(form.size),
      },
      body: blocksOf(form, (taken) => {
        touch();
        request.onSent(Math.min(taken, request.chunk.size));
      }),
      duplex: 'half',
      signal,
    };
    return globalThis.fetch(request.address, init);
  });
};

async function exchange(
  request: ChunkRequest,
  patience: number,
  send: (signal: AbortSignal, touch: () => void) => Promise<Response>,
) {
  const { controller, release } = linkedController(request.signal);
  const watchdog = new Watchdog(patience, () => controller.abort(stalledError()));
  try {
    const response = await send(controller.signal, () => watchdog.touch());
    return { status: response.status, retryAfter: response.headers.get('Retry-After'), body: await response.text() };
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : unreadable(error) ? unreadableFile(error) : networkError(error);
  } finally {
    watchdog.stop();
    release();
  }
}

function blocksOf(form: Blob, onTaken: (bytes: number) => void): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        onTaken(at);
        if (at >= form.size) {
          controller.close();
          return;
        }

        const block = new Uint8Array(await form.slice(at, at + BLOCK_BYTES).arrayBuffer());
        at += block.length;
        controller.enqueue(block);
      },
    },
    { highWaterMark: 0 },
  );
}
