import { digest } from './digest.js';
import type { HashReply, HashRequest } from './worker-hasher.js';

// The parts of a dedicated worker's scope that are used; the types of the page's scope are in force.
const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<HashRequest>) => void) | null;
  postMessage(reply: HashReply): void;
};

scope.onmessage = async ({ data }) => {
  try {
    const bytes = new Uint8Array(await data.blob.arrayBuffer());
    scope.postMessage({ id: data.id, hex: await digest(bytes, data.algorithm) });
  } catch (error) {
    scope.postMessage({ id: data.id, error: String(error) });
  }
};
