import type { StoredUpload, UploadStore } from './upload-store.js';

const UPLOADS = 'uploads';
const FILES = 'files';

export interface IndexedDbUploadStoreOptions {
  /** The database's name. */
  name?: string;
  /** Files up to this size are kept beside their record, so that a reloaded page resumes without asking; larger ones are picked again. */
  keepFileBytes?: number;
}

/** Keeps uploads over reloads of the page, small files included. */
export class IndexedDbUploadStore implements UploadStore {
  readonly #name: string;
  readonly #keepFileBytes: number;
  readonly #keptFiles = new Set<string>();
  #database: Promise<IDBDatabase> | undefined;

  constructor(options: IndexedDbUploadStoreOptions = {}) {
    this.#name = options.name ?? 'docprocessing-client';
    this.#keepFileBytes = options.keepFileBytes ?? 256 << 20;
  }

  async get(key: string): Promise<StoredUpload | undefined> {
    const upload = await this.#run<StoredUpload | undefined>([UPLOADS], 'readonly', (table) => table(UPLOADS).get(key));
    return upload && this.#withFile(upload);
  }

  async put(upload: StoredUpload): Promise<void> {
    const { file, ...bare } = upload;
    await this.#run([UPLOADS], 'readwrite', (table) => table(UPLOADS).put(bare));
    if (file instanceof Blob && file.size <= this.#keepFileBytes && !this.#keptFiles.has(upload.key)) {
      // Not waited for, since the file is copied; where there is no room for it, the record alone resumes once the file is picked again.
      this.#keptFiles.add(upload.key);
      void this.#run([FILES], 'readwrite', (table) => table(FILES).put(file, upload.key)).catch(() => undefined);
    }
  }

  async delete(key: string): Promise<void> {
    this.#keptFiles.delete(key);
    await this.#run([UPLOADS, FILES], 'readwrite', (table) => {
      table(FILES).delete(key);
      return table(UPLOADS).delete(key);
    });
  }

  async list(): Promise<StoredUpload[]> {
    const uploads = await this.#run<StoredUpload[]>([UPLOADS], 'readonly', (table) => table(UPLOADS).getAll());
    return Promise.all(uploads.map((upload) => this.#withFile(upload)));
  }

  async #withFile(upload: StoredUpload): Promise<StoredUpload> {
    const file = await this.#run<Blob | undefined>([FILES], 'readonly', (table) => table(FILES).get(upload.key));
    return file ? { ...upload, file } : upload;
  }

  async #run<T = unknown>(names: string[], mode: IDBTransactionMode, action: (table: (name: string) => IDBObjectStore) => IDBRequest): Promise<T> {
    const database = await this.#open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(names, mode);
      const request = action((name) => transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request.result as T);
      transaction.onabort = () => reject(transaction.error ?? request.error);
    });
  }

  #open(): Promise<IDBDatabase> {
    this.#database ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(this.#name, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(UPLOADS, { keyPath: 'key' });
        request.result.createObjectStore(FILES);
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return this.#database;
  }
}
