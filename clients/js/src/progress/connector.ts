import { DocProcessingError, networkError } from '../errors.js';
import { isOffline, waitForNetwork } from '../http/connectivity.js';
import type { HttpApi } from '../http/http-api.js';
import { delayAfter, type RetryOptions } from '../http/retry.js';
import type { ConnectionChange, ProgressTrackerOptions, Transport } from './contracts.js';
import { HttpLink } from './http-link.js';
import type { Link, LinkEvents } from './link.js';
import { SocketLink } from './socket-link.js';

const ALL: readonly Transport[] = ['websocket', 'events', 'polling'];

// A way that has failed so often in a row gives way to the next.
const TRIES = 2;

/** Opens a link, by the first way that works. */
export class Connector {
  readonly #transports: readonly Transport[];

  constructor(
    private readonly api: HttpApi,
    private readonly options: ProgressTrackerOptions,
    private readonly retry: RetryOptions,
    private readonly onChange: (change: ConnectionChange) => void,
  ) {
    const hasSockets = (options.WebSocket ?? globalThis.WebSocket) !== undefined;
    this.#transports = (options.transports ?? ALL).filter((transport) => transport !== 'websocket' || hasSockets);
    if (this.#transports.length === 0) {
      throw new TypeError('No transport is left: here is no WebSocket.');
    }
  }

  /** Tries until it succeeds; rejects when the host refuses the caller, or the signal aborts. */
  async connect(state: 'connecting' | 'reconnecting', signal: AbortSignal, eventsOf: (link: () => Link) => LinkEvents): Promise<Link> {
    let [at, tries] = [0, 0];
    for (let failures = 1; ; failures++) {
      const transport = this.#transports[at]!;
      this.onChange({ state, transport });
      const link = this.#make(transport, failures > 1 || state === 'reconnecting', eventsOf(() => link));
      try {
        if (isOffline()) {
          await waitForNetwork(0, signal);
        }

        await link.open();
        if (signal.aborted) {
          throw signal.reason;
        }

        return link;
      } catch (error) {
        link.close();
        if (signal.aborted) {
          throw signal.reason;
        }

        const known = error instanceof DocProcessingError ? error : networkError(error);
        if (!known.retryable) {
          throw known;
        }

        if (++tries >= TRIES && at < this.#transports.length - 1) {
          [at, tries] = [at + 1, 0];
        } else {
          await waitForNetwork(delayAfter(failures, this.retry, known.retryAfter), signal);
        }
      }
    }
  }

  #make(transport: Transport, renewToken: boolean, events: LinkEvents): Link {
    return transport === 'websocket'
      ? new SocketLink(this.api, events, this.options.WebSocket ?? globalThis.WebSocket, renewToken)
      : new HttpLink(transport, this.api, events, this.retry, this.options.pollInterval ?? 2_000);
  }
}
