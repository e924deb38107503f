import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digest } from '../hashing/digest.js';
import { randomKey } from '../uploads/identity.js';
import type { StoredUpload, UploadStore } from './upload-store.js';

const ENDING = '.json';

/** Keeps uploads over restarts of a Node process: a file for each in a directory. Files that were given by path are found again by it. */
export class FileUploadStore implements UploadStore {
  constructor(private readonly directory: string) {}

  async get(key: string): Promise<StoredUpload | undefined> {
    return this.#read(await this.#path(key));
  }

  async put(upload: StoredUpload): Promise<void> {
    const { file, ...bare } = upload;
    const path = await this.#path(upload.key);
    const fresh = `${path}.${randomKey()}`;
    await mkdir(this.directory, { recursive: true, mode: 0o700 });

    // Renamed when it is whole: a crash leaves the old record or the new one.
    await writeFile(fresh, JSON.stringify(typeof file === 'string' ? upload : bare), { mode: 0o600, flush: true });
    await rename(fresh, path);
  }

  async delete(key: string): Promise<void> {
    await rm(await this.#path(key), { force: true });
  }

  async list(): Promise<StoredUpload[]> {
    const names = await readdir(this.directory).catch(() => []);
    const uploads = await Promise.all(names.filter((name) => name.endsWith(ENDING)).map((name) => this.#read(join(this.directory, name))));
    return uploads.filter((upload) => upload !== undefined);
  }

  async #read(path: string): Promise<StoredUpload | undefined> {
    try {
      return JSON.parse(await readFile(path, 'utf8')) as StoredUpload;
    } catch {
      return undefined;
    }
  }

  async #path(key: string): Promise<string> {
    return join(this.directory, (await digest(new TextEncoder().encode(key), 'sha256')) + ENDING);
  }
}
