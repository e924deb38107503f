// Pages of one origin see each other's locks; a page that ends lets go of its own. Secure contexts only: elsewhere two pages may send the same chunks,
// which costs time and no more.
const locks: LockManager | undefined = globalThis.navigator?.locks;
const PREFIX = 'docprocessing-client:';

/** Says that this page is at an upload. Returns what ends that, fulfilled once others see it. */
export function holdLock(key: string): Promise<() => Promise<void>> {
  return new Promise((resolve) => {
    if (!locks) {
      resolve(async () => {});
      return;
    }

    let release = () => {};
    const released = new Promise<void>((settle) => (release = settle));
    const end = async () => {
      release();
      await held;
    };

    // Not waited for: where another page holds it, both go on.
    const hold = () => {
      resolve(end);
      return released;
    };
    const held = locks.request(PREFIX + key, { ifAvailable: true }, hold).catch(() => resolve(end));
  });
}

/** The keys of the uploads that some page is at. */
export async function heldLocks(): Promise<string[]> {
  const state = await locks?.query().catch(() => undefined);
  return (state?.held ?? []).flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []));
}
