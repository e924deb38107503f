import { cheapestAlgorithm } from '../hashing/digest.js';
import type { Hasher } from '../hashing/hasher.js';
import { HttpApi } from '../http/http-api.js';
import { defaultRetry } from '../http/retry.js';
import { ForgivingStore, MemoryUploadStore, type StoredUpload, type UploadStore } from '../stores/upload-store.js';
import { cancelStored } from './cancel-stored.js';
import type { ChunkSender } from './chunk-sender.js';
import type { DocumentUploaderOptions, ResumableUpload, UploadOptions } from './contracts.js';
import { sendByFetch } from './fetch-sender.js';
import { isLocked } from './locks.js';
import type { SourceOpener } from './source.js';
import { Upload } from './upload.js';
import { UploadCalls } from './upload-calls.js';
import type { UploadSetup } from './upload-setup.js';

/** What browsers and Node do differently. */
export interface UploadPlatform<TFile> {
  open: SourceOpener<TFile>;
  sender: ChunkSender | undefined;
  hasher(options: DocumentUploaderOptions): Hasher;
  store(): UploadStore;
}

/** Uploads files in chunks, several side by side, each with its checksum; goes on after whatever has interrupted it. */
export class Uploader<TFile> {
  readonly #setup: UploadSetup;
  readonly #platform: UploadPlatform<TFile>;
  readonly #active = new Set<Upload>();

  constructor(options: DocumentUploaderOptions, platform: UploadPlatform<TFile>) {
    const api = new HttpApi(options);
    const sender = (options.fetch ? undefined : platform.sender) ?? sendByFetch(options.fetch ?? globalThis.fetch.bind(globalThis));
    const checksum = options.checksum ?? 'auto';
    this.#platform = platform;
    this.#setup = {
      calls: new UploadCalls(api, sender),
      hasher: platform.hasher(options),
      store: new ForgivingStore(options.store === null ? new MemoryUploadStore() : (options.store ?? platform.store())),
      owner: `${new URL(api.baseUrl + '/', globalThis.location?.href).href}|${options.scope ?? ''}`,
      retry: { ...defaultRetry, ...options.retry },
      checksum: checksum === 'auto' ? cheapestAlgorithm() : checksum,
      parallelChunks: options.parallelChunks ?? 3,
      stallTimeout: options.stallTimeout ?? 30_000,
    };
  }

  /** Starts to upload a file. One that was begun before, by this page or an earlier one, goes on where it was. */
  uploadFile(file: TFile, options: UploadOptions = {}): Upload {
    return this.#start(file, options);
  }

  /** The uploads that are under way or paused. */
  getActiveUploads(): Upload[] {
    return [...this.#active];
  }

  /** Finds unfinished uploads of earlier pages or processes; not those that another page is at. */
  async findResumable(): Promise<ResumableUpload<TFile>[]> {
    const active = new Set(this.getActiveUploads().map((upload) => upload.key));
    const own = (await this.#setup.store.list()).filter((record) => record.owner === this.#setup.owner && !active.has(record.key));
    const expired = own.filter(({ expiresAt }) => expiresAt !== undefined && expiresAt <= Date.now());
    await Promise.all(expired.map(({ key }) => this.#setup.store.delete(key)));
    const left = own.filter((record) => !expired.includes(record));
    const locked = await Promise.all(left.map(({ key }) => isLocked(key)));
    return left
      .filter((_, index) => !locked[index])
      .sort((one, other) => one.startedAt - other.startedAt)
      .map((record) => this.#resumable(record));
  }

  /** Pauses the upload of this id: the handle's or the server's. Returns whether there is one. */
  pauseUpload(id: string): boolean {
    const upload = this.#find(id);
    upload?.pause();
    return upload !== undefined;
  }

  /** Lets a paused upload go on. */
  resumeUpload(id: string): boolean {
    const upload = this.#find(id);
    upload?.resume();
    return upload !== undefined;
  }

  /** Cancels an upload, here and on the server. */
  async cancelUpload(id: string): Promise<boolean> {
    const upload = this.#find(id);
    await upload?.cancel();
    return upload !== undefined;
  }

  #find(id: string): Upload | undefined {
    return this.getActiveUploads().find((upload) => upload.id === id || upload.uploadId === id);
  }

  #start(file: TFile, options: UploadOptions, expectedKey?: string): Upload {
    const upload = new Upload(this.#setup, () => this.#platform.open(file, options.filename), options, expectedKey);
    this.#active.add(upload);
    const end = () => {
      this.#active.delete(upload);
      if (this.#active.size === 0) {
        this.#setup.hasher.rest();
      }
    };
    upload.done.then(end, end);
    return upload;
  }

  #resumable(record: StoredUpload): ResumableUpload<TFile> {
    return {
      key: record.key,
      filename: record.filename,
      size: record.size,
      startedAt: new Date(record.startedAt),
      uploadId: record.uploadId,
      jobId: record.jobId,
      hasFile: record.file !== undefined,
      resume: ({ file, ...options } = {}) => {
        const known = file ?? (record.file as TFile | undefined);
        if (known === undefined) {
          throw new TypeError(`The file ${record.filename} is not at hand: give it again.`);
        }

        return this.#start(known, { ...options, filename: record.filename }, record.key);
      },
      discard: () => cancelStored({ ...record }, this.#setup),
    };
  }
}
