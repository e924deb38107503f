// Pages of one origin see each other's locks; a page that ends lets go of its own. Secure contexts only: elsewhere two pages may send the same chunks,
// which costs time and no more.
const locks: LockManager | undefined = globalThis.navigator?.locks;
const PREFIX = 'docprocessing-client:';

// A page that was just reloaded or closed holds its locks a moment longer.
const PATIENCE = 1_000;

/** Says that this page is at an upload, or will be once another page no longer is. Returns what ends that, fulfilled once others see it. */
export function holdLock(key: string): () => Promise<void> {
  if (!locks) {
    return async () => {};
  }

  const queued = new AbortController();
  let granted = false;
  let release = () => {};
  const released = new Promise<void>((settle) => (release = settle));
  const hold = () => {
    granted = true;
    return released;
  };
  const held = locks.request(PREFIX + key, { signal: queued.signal }, hold).catch(() => undefined);
  return async () => {
    release();
    if (!granted) {
      queued.abort();
    }

    await held;
  };
}

/** Whether some page is at the upload. */
export async function isLocked(key: string): Promise<boolean> {
  return locks ? locks.request(PREFIX + key, { mode: 'shared', signal: AbortSignal.timeout(PATIENCE) }, () => false).catch(() => true) : false;
}
