import { DOCUMENTS, HttpApi, SOCKETS, type ConnectionOptions, type RequestOptions } from '../http/http-api.js';
import { defaultRetry, persist, type RetryOptions } from '../http/retry.js';
import type {
  ActiveUpload, DocumentAnalysis, DocumentInfo, Health, Job, JobHistory, JobPage, JobStatus, ProcessingMetrics, SearchResult, SocketStats,
} from './contracts.js';

export interface DocumentsClientOptions extends ConnectionOptions {
  /** How calls that may be repeated are; 4 attempts by default. */
  retry?: Partial<RetryOptions>;
}

/** How one call is made. */
export interface CallOptions {
  signal?: AbortSignal;
}

/** The calls on jobs, documents and the host itself. Each throws `DocProcessingError`; what only reads is tried again first. */
export class DocumentsClient {
  readonly #api: HttpApi;
  readonly #retry: RetryOptions;

  constructor(options: DocumentsClientOptions) {
    this.#api = new HttpApi(options);
    this.#retry = { ...defaultRetry, attempts: 4, ...options.retry };
  }

  /** Lists jobs, newest first: the caller's own, everybody's for an operator. */
  jobs(query: { status?: JobStatus | JobStatus[]; limit?: number; cursor?: string } = {}, options?: CallOptions): Promise<JobPage> {
    return this.#get(`${DOCUMENTS}/jobs`, query, options);
  }

  job(jobId: string, options?: CallOptions): Promise<Job> {
    return this.#get(`${DOCUMENTS}/jobs/${encodeURIComponent(jobId)}`, {}, options);
  }

  /** Reads a job's events in order; `after` is the sequence after which to start. */
  history(jobId: string, query: { after?: number; limit?: number } = {}, options?: CallOptions): Promise<JobHistory> {
    return this.#get(`${DOCUMENTS}/jobs/${encodeURIComponent(jobId)}/history`, query, options);
  }

  /** Cancels a job: a waiting one at once, a running one within moments. */
  cancel(jobId: string, options?: CallOptions): Promise<Job> {
    return this.#api.json('POST', `${DOCUMENTS}/jobs/${encodeURIComponent(jobId)}/cancel`, { ...options });
  }

  /** Runs a failed job again, from the stage that failed. */
  retry(jobId: string, options?: CallOptions): Promise<Job> {
    return this.#api.json('POST', `${DOCUMENTS}/jobs/${encodeURIComponent(jobId)}/retry`, { ...options });
  }

  document(documentId: string, options?: CallOptions): Promise<DocumentInfo> {
    return this.#get(`${DOCUMENTS}/${encodeURIComponent(documentId)}`, {}, options);
  }

  /** Downloads a document. */
  async content(documentId: string, options?: CallOptions): Promise<Blob> {
    return (await this.#send(`${DOCUMENTS}/${encodeURIComponent(documentId)}/content`, options)).blob();
  }

  /** Reads the extracted text; pages are divided by a form feed. */
  async text(documentId: string, options?: CallOptions): Promise<string> {
    return (await this.#send(`${DOCUMENTS}/${encodeURIComponent(documentId)}/text`, options)).text();
  }

  analysis(documentId: string, options?: CallOptions): Promise<DocumentAnalysis> {
    return this.#get(`${DOCUMENTS}/${encodeURIComponent(documentId)}/analysis`, {}, options);
  }

  /** Deletes a document with everything that was made of it. */
  async delete(documentId: string, options?: CallOptions): Promise<void> {
    await this.#api.send('DELETE', `${DOCUMENTS}/${encodeURIComponent(documentId)}`, { ...options });
  }

  /** Searches the caller's own documents: words, `"phrases"`, `begin*`. */
  async search(q: string, query: { limit?: number; offset?: number } = {}, options?: CallOptions): Promise<SearchResult[]> {
    return (await this.#get<{ results: SearchResult[] }>(`${DOCUMENTS}/search`, { q, ...query }, options)).results;
  }

  /** Lists the caller's own uploads that take chunks. */
  async activeUploads(options?: CallOptions): Promise<ActiveUpload[]> {
    return (await this.#get<{ uploads: ActiveUpload[] }>(`${DOCUMENTS}/upload/active`, {}, options)).uploads;
  }

  /** For operators. */
  metrics(options?: CallOptions): Promise<ProcessingMetrics> {
    return this.#get(`${DOCUMENTS}/processing/metrics`, {}, options);
  }

  /** Counts live connections; for operators. */
  stats(options?: CallOptions): Promise<SocketStats> {
    return this.#get(`${SOCKETS}/stats`, {}, options);
  }

  /** Tells how the host is. An unhealthy one answers 503, which is an answer here. */
  async health(options?: CallOptions): Promise<Health> {
    const headers = { Authorization: `Bearer ${await this.#api.token()}` };
    const response = await this.#api.fetch(this.#api.address('/health'), { headers, cache: 'no-store', signal: options?.signal ?? null });
    return (await response.json()) as Health;
  }

  #get<T>(path: string, query: NonNullable<RequestOptions['query']>, options: CallOptions = {}): Promise<T> {
    return this.#persist(() => this.#api.json<T>('GET', path, { query, signal: options.signal }), options);
  }

  #send(path: string, options: CallOptions = {}): Promise<Response> {
    return this.#persist(() => this.#api.send('GET', path, { signal: options.signal }), options);
  }

  #persist<T>(action: () => Promise<T>, options: CallOptions): Promise<T> {
    return persist(action, this.#retry, options.signal ?? new AbortController().signal);
  }
}
