import { DocProcessingError, networkError, problemOf, stalledError } from '../errors.js';
import { linkedController, Watchdog } from './waiting.js';

/** A bearer token, or what gives one. A function is asked again when the server no longer takes what it gave. */
export type TokenSource = string | (() => string | Promise<string>);

export interface ConnectionOptions {
  /** Where the host is, such as `https://documents.example`; empty for the page's own origin. */
  baseUrl: string;
  token: TokenSource;
  /** Used in place of the global `fetch`. */
  fetch?: typeof globalThis.fetch;
}

export interface RequestOptions {
  query?: Record<string, string | number | boolean | readonly string[] | undefined>;
  json?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** How long the whole answer may take, in milliseconds. */
  deadline?: number;
}

export const DOCUMENTS = '/api/v1/documents';
export const SOCKETS = '/api/v1/ws';

const DEADLINE = 60_000;

/** The host's HTTP side: addresses, the token, errors. */
export class HttpApi {
  readonly baseUrl: string;
  readonly #source: TokenSource;
  readonly #fetch: typeof globalThis.fetch;
  #token: Promise<string> | undefined;

  constructor(options: ConnectionOptions) {
    this.baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.#source = options.token;
    // A browser's fetch wants to be called as the window's own.
    this.#fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  }

  /** The token as it was last given. */
  token(): Promise<string> {
    this.#token ??= this.#ask();
    return this.#token;
  }

  /** Asks for another token, unless that has happened since `refused` was given. Returns whether there is another. */
  async renew(refused: string): Promise<boolean> {
    if (typeof this.#source === 'string') {
      return false;
    }

    if ((await this.token()) === refused) {
      this.#token = undefined;
    }

    return (await this.token()) !== refused;
  }

  address(path: string, query: RequestOptions['query'] = {}): string {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      for (const one of value === undefined ? [] : Array.isArray(value) ? value : [value]) {
        parameters.append(name, String(one));
      }
    }

    const text = parameters.toString();
    return this.baseUrl + path + (text ? `?${text}` : '');
  }

  /** The address of a socket, the token within. Never to be logged. */
  async socketAddress(path: string, refresh: boolean): Promise<string> {
    if (refresh && typeof this.#source !== 'string') {
      this.#token = undefined;
    }

    const url = new URL(this.address(path), globalThis.location?.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.searchParams.set('token', await this.token());
    return url.href;
  }

  /** Sends a request and gives its answer, if that is no error. */
  send(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
    return this.authorized(async (token) => {
      const headers = new Headers(options.headers);
      headers.set('Authorization', `Bearer ${token}`);
      const init: RequestInit = { method, headers, cache: 'no-store', redirect: 'error' };
      if (options.json !== undefined) {
        headers.set('Content-Type', 'application/json');
        init.body = JSON.stringify(options.json);
      }

      if (options.signal) {
        init.signal = options.signal;
      }

      const response = await this.fetch(this.address(path, options.query), init);
      if (!response.ok) {
        throw problemOf(response.status, await response.text().catch(() => ''), response.headers.get('Retry-After'));
      }

      return response;
    });
  }

  /** Sends a request and reads its answer's JSON. */
  async json<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const { controller, release } = linkedController(options.signal);
    const watchdog = new Watchdog(options.deadline ?? DEADLINE, () => controller.abort(stalledError()));
    try {
      const response = await this.send(method, path, { ...options, signal: controller.signal });
      return (await response.json()) as T;
    } catch (error) {
      throw controller.signal.aborted ? controller.signal.reason : error instanceof DocProcessingError ? error : networkError(error);
    } finally {
      watchdog.stop();
      release();
    }
  }

  async fetch(address: string, init: RequestInit): Promise<Response> {
    try {
      return await this.#fetch(address, init);
    } catch (error) {
      throw init.signal?.aborted ? init.signal.reason : networkError(error);
    }
  }

  /** Does something with the token, and once more with a new one where the server refuses the old. */
  async authorized<T>(action: (token: string) => Promise<T>): Promise<T> {
    const token = await this.token();
    try {
      return await action(token);
    } catch (error) {
      if (error instanceof DocProcessingError && error.status === 401 && (await this.renew(token))) {
        return action(await this.token());
      }

      throw error;
    }
  }

  #ask(): Promise<string> {
    const source = this.#source;
    const asked = Promise.resolve().then(() => (typeof source === 'string' ? source : source()));
    asked.catch(() => {
      // The next call asks again.
      if (this.#token === asked) {
        this.#token = undefined;
      }
    });
    return asked;
  }
}
