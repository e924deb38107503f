import type { StoredUpload, UploadStore } from './upload-store.js';

const TABLE = 'uploads';

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
  #database: Promise<IDBDatabase> | undefined;

  constructor(options: IndexedDbUploadStoreOptions = {}) {
    this.#name = options.name ?? 'docprocessing-client';
    this.#keepFileBytes = options.keepFileBytes ?? 256 << 20;
  }

  get(key: string): Promise<StoredUpload | undefined> {
    return this.#run<StoredUpload | undefined>('readonly', (table) => table.get(key));
  }

  async put(upload: StoredUpload): Promise<void> {
    const { file, ...bare } = upload;
    if (file instanceof Blob && file.size <= this.#keepFileBytes) {
      try {
        await this.#run('readwrite', (table) => table.put(upload));
        return;
      } catch {
        // No room for the file: the record alone still resumes once the file is picked again.
      }
    }

    await this.#run('readwrite', (table) => table.put(bare));
  }

  async delete(key: string): Promise<void> {
    await this.#run('readwrite', (table) => table.delete(key));
  }

  list(): Promise<StoredUpload[]> {
    return this.#run<StoredUpload[]>('readonly', (table) => table.getAll());
  }

  async #run<T = unknown>(mode: IDBTransactionMode, action: (table: IDBObjectStore) => IDBRequest): Promise<T> {
    const database = await this.#open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(TABLE, mode);
      const request = action(transaction.objectStore(TABLE));
      transaction.oncomplete = () => resolve(request.result as T);
      transaction.onabort = () => reject(transaction.error ?? request.error);
    });
  }

  #open(): Promise<IDBDatabase> {
    this.#database ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(this.#name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: 'key' });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return this.#database;
  }
}
