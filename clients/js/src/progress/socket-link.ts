import type { DocumentNotification, JobProgress } from '../documents/contracts.js';
import { DocProcessingError, networkError } from '../errors.js';
import { SOCKETS, type HttpApi } from '../http/http-api.js';
import { Watchdog } from '../http/waiting.js';
import type { Link, LinkEvents } from './link.js';

const OPEN_TIMEOUT = 15_000;
const JOBS_PER_MESSAGE = 100;
const LEAST_SILENCE = 5_000;

interface ServerMessage {
  type: string;
  job_id?: string;
  data?: JobProgress;
  heartbeat_interval?: number;
  code?: string;
  message?: string;
}

/** Progress over a WebSocket. */
export class SocketLink implements Link {
  readonly transport = 'websocket';
  #socket: WebSocket | undefined;
  #watchdog: Watchdog | undefined;
  #ping: ReturnType<typeof setInterval> | undefined;
  #closed = false;

  constructor(
    private readonly api: HttpApi,
    private readonly events: LinkEvents,
    private readonly WebSocketType: typeof globalThis.WebSocket,
    private readonly renewToken: boolean,
  ) {}

  async open(): Promise<void> {
    const address = await this.api.socketAddress(`${SOCKETS}/progress`, this.renewToken);
    await new Promise<void>((resolve, reject) => {
      const socket = new this.WebSocketType(address);
      let connected = false;
      this.#socket = socket;
      this.#watchdog = new Watchdog(OPEN_TIMEOUT, () => this.#lose(reject, connected));
      socket.onmessage = ({ data }) => {
        const message = JSON.parse(String(data)) as ServerMessage;
        this.#watchdog?.touch();
        if (message.type === 'connected') {
          connected = true;
          this.#watch(message.heartbeat_interval ?? 30, () => this.#lose(reject, connected));
          resolve();
        } else {
          this.#take(message);
        }
      };
      socket.onclose = () => this.#lose(reject, connected);
      socket.onerror = () => this.#lose(reject, connected);
    });
  }

  follow(jobs: ReadonlyMap<string, number | undefined>): void {
    const ids = [...jobs.keys()];
    for (let at = 0; at < ids.length; at += JOBS_PER_MESSAGE) {
      const some = ids.slice(at, at + JOBS_PER_MESSAGE);
      const since = Object.fromEntries(some.map((id) => [id, jobs.get(id)] as const).filter(([, sequence]) => sequence !== undefined));
      this.#send({ type: 'subscribe', job_ids: some, since });
    }
  }

  unfollow(jobId: string): void {
    this.#send({ type: 'unsubscribe', job_ids: [jobId] });
  }

  followNotifications(since: string | undefined): void {
    this.#send({ type: 'subscribe', channels: ['notifications'], ...(since === undefined ? {} : { since }) });
  }

  close(): void {
    this.#closed = true;
    this.#rest();
  }

  #take(message: ServerMessage): void {
    switch (message.type) {
      case 'job_progress':
        this.events.onProgress(message.job_id!, message.data!);
        break;
      case 'notification':
        this.events.onNotification(message as unknown as DocumentNotification);
        break;
      case 'error':
        if (message.job_id && isPermanent(message.code)) {
          this.events.onJobError(message.job_id, errorOf(message));
        } else if (message.job_id) {
          this.events.onJobTrouble(message.job_id);
        }

        break;
    }
  }

  // Heartbeats come from the server, and an answer to each ping: a line that is dead without saying so is noticed.
  #watch(heartbeatSeconds: number, onSilence: () => void): void {
    const interval = heartbeatSeconds * 1000;
    this.#watchdog?.stop();
    this.#watchdog = new Watchdog(Math.max(LEAST_SILENCE, interval * 2.5), onSilence);
    this.#ping = setInterval(() => this.#send({ type: 'ping' }), Math.max(1_000, interval));
  }

  #send(message: unknown): void {
    if (this.#socket?.readyState === 1) {
      this.#socket.send(JSON.stringify(message));
    }
  }

  #lose(reject: (error: unknown) => void, connected: boolean): void {
    if (this.#closed) {
      reject(networkError());
      return;
    }

    this.#closed = true;
    this.#rest();
    if (connected) {
      this.events.onLost();
    } else {
      reject(networkError());
    }
  }

  #rest(): void {
    clearInterval(this.#ping);
    this.#watchdog?.stop();
    this.#socket?.close();
  }
}

// Anything else, such as a store that is out of reach, passes.
function isPermanent(code = ''): boolean {
  return code.endsWith('_not_found') || ['invalid_request', 'forbidden', 'subscription_limit'].includes(code);
}

function errorOf(message: ServerMessage): DocProcessingError {
  const code = message.code ?? 'error';
  return new DocProcessingError(code.endsWith('_not_found') ? 404 : 0, code, message.message ?? 'The job cannot be followed.');
}
