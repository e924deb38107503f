/** One event of a stream of server-sent events. A comment, such as a heartbeat, has no data. */
export interface ServerSentEvent {
  id?: string;
  data?: string;
}

/** Reads server-sent events. Not an `EventSource`, which can send no token in a header. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }

      text += decoder.decode(value, { stream: true });
      const blocks = text.split(/\r?\n\r?\n/);
      text = blocks.pop()!;
      yield* blocks.map(parse);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function parse(block: string): ServerSentEvent {
  const event: ServerSentEvent = {};
  for (const line of block.split(/\r?\n/)) {
    const [, name, value] = /^(id|data): ?(.*)$/.exec(line) ?? [];
    if (name === 'id') {
      event.id = value!;
    } else if (name === 'data') {
      event.data = event.data === undefined ? value! : `${event.data}\n${value}`;
    }
  }

  return event;
}
