/** What is kept of an unfinished upload so that it can be resumed later. The token is not. */
export interface StoredUpload {
  /** The host, the scope and the file's identity. */
  key: string;
  /** Whose it is: the host's address and the scope that the uploader was given. */
  owner: string;
  /** Makes initiate repeatable: a lost answer is asked for again. */
  idempotencyKey: string;
  uploadId?: string;
  jobId?: string;
  filename: string;
  size: number;
  document: Record<string, unknown>;
  startedAt: number;
  expiresAt?: number;
  /** The file itself where the store can hold it, or its path. */
  file?: Blob | string;
}

/** Keeps unfinished uploads. */
export interface UploadStore {
  get(key: string): Promise<StoredUpload | undefined>;
  put(upload: StoredUpload): Promise<void>;
  delete(key: string): Promise<void>;
  list(): Promise<StoredUpload[]>;
}

/** Keeps them as long as the page or process lives. */
export class MemoryUploadStore implements UploadStore {
  readonly #uploads = new Map<string, StoredUpload>();

  async get(key: string): Promise<StoredUpload | undefined> {
    return this.#uploads.get(key);
  }

  async put(upload: StoredUpload): Promise<void> {
    this.#uploads.set(upload.key, upload);
  }

  async delete(key: string): Promise<void> {
    this.#uploads.delete(key);
  }

  async list(): Promise<StoredUpload[]> {
    return [...this.#uploads.values()];
  }
}

/** A store whose failures, such as a full disk or a private window, cost the later resuming and never the upload. */
export class ForgivingStore implements UploadStore {
  constructor(private readonly inner: UploadStore) {}

  get(key: string): Promise<StoredUpload | undefined> {
    return this.inner.get(key).catch(() => undefined);
  }

  put(upload: StoredUpload): Promise<void> {
    return this.inner.put(upload).catch(() => undefined);
  }

  delete(key: string): Promise<void> {
    return this.inner.delete(key).catch(() => undefined);
  }

  list(): Promise<StoredUpload[]> {
    return this.inner.list().catch(() => []);
  }
}
