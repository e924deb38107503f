import { wait } from './waiting.js';

const OFFLINE_PATIENCE = 15_000;

// Node has neither the events nor the property: there it always looks online, and requests tell.
const events: EventTarget | undefined = typeof globalThis.addEventListener === 'function' ? globalThis : undefined;

export function isOffline(): boolean {
  return globalThis.navigator?.onLine === false;
}

/** Hears of the network's coming and going. Returns what ends that. */
export function onConnectivity(kind: 'online' | 'offline', listener: () => void): () => void {
  events?.addEventListener(kind, listener);
  return () => events?.removeEventListener(kind, listener);
}

/**
 * Waits a while, and no longer than until the network comes back. While offline it waits longer, but not for ever: a host on this machine or in a
 * closed network can be there although the browser says that nothing is.
 */
export async function waitForNetwork(milliseconds: number, signal: AbortSignal): Promise<void> {
  const back = new AbortController();
  const forget = onConnectivity('online', () => back.abort(back));
  const stop = () => back.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) {
      throw signal.reason;
    }

    await wait(isOffline() ? Math.max(milliseconds, OFFLINE_PATIENCE) : milliseconds, back.signal);
  } catch (reason) {
    if (reason !== back) {
      throw reason;
    }
  } finally {
    forget();
    signal.removeEventListener('abort', stop);
  }
}
