import { createWriteStream, openAsBlob } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { blobSource, unreadableFile, type SourceOpener, type UploadSource } from './source.js';

/** What Node uploads: a path or file URL, a blob, or a stream, which is kept in a temporary file first, since its length must be known. */
export type NodeFile = string | URL | Blob | Readable | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

export const openNodeFile: SourceOpener<NodeFile> = async (file, filename) => {
  if (file instanceof Blob) {
    return blobSource(file, filename);
  }

  return typeof file === 'string' || file instanceof URL ? openPath(file, filename) : openStream(file, filename);
};

async function openPath(file: string | URL, filename: string | undefined): Promise<UploadSource> {
  const path = file instanceof URL ? fileURLToPath(file) : resolve(file);
  try {
    const { mtimeMs } = await stat(path);
    const blob = (await openAsBlob(path)) as Blob;
    return {
      name: filename ?? basename(path),
      size: blob.size,
      type: '',
      lastModified: Math.trunc(mtimeMs),
      slice: (start, end) => blob.slice(start, end),
      keep: path,
    };
  } catch (error) {
    throw unreadableFile(error);
  }
}

async function openStream(stream: Exclude<NodeFile, string | URL | Blob>, filename: string | undefined): Promise<UploadSource> {
  const directory = await mkdtemp(join(tmpdir(), 'docprocessing-'));
  const close = () => rm(directory, { recursive: true, force: true });
  try {
    const path = join(directory, 'content');
    await pipeline(stream instanceof Readable ? stream : Readable.from(stream as AsyncIterable<Uint8Array>), createWriteStream(path, { mode: 0o600 }));
    const { keep: _, ...source } = await openPath(path, filename ?? 'document');
    return { ...source, lastModified: 0, close };
  } catch (error) {
    await close();
    throw error;
  }
}
