import { DocProcessingError } from '../errors.js';

/** A file to be uploaded, read piece by piece. */
export interface UploadSource {
  readonly name: string;
  readonly size: number;
  readonly type: string;
  readonly lastModified: number;
  slice(start: number, end: number): Blob;
  /** What brings the file back later: the file itself, or its path. */
  readonly keep?: Blob | string;
  /** Lets go of what was made only for this upload. */
  close?(): Promise<void>;
}

/** Opens what a caller hands over. Each platform has its own. */
export type SourceOpener<TFile> = (file: TFile, filename: string | undefined) => Promise<UploadSource>;

export function blobSource(blob: Blob, filename: string | undefined): UploadSource {
  const { name, lastModified } = blob as Partial<File>;
  return {
    name: filename ?? name ?? 'document',
    size: blob.size,
    type: blob.type,
    lastModified: lastModified ?? 0,
    slice: (start, end) => blob.slice(start, end),
    keep: blob,
  };
}

/** Opens what a browser has: a file or blob, or a stream, which is read to its end first, since its length must be known. */
export const openBlob: SourceOpener<Blob | ReadableStream<Uint8Array>> = async (file, filename) =>
  blobSource(file instanceof Blob ? file : await new Response(file).blob(), filename);

/** Whether it is the file that failed: it changed or went away. A fetch wraps what its body threw. */
export function unreadable(error: unknown): boolean {
  const cause = error instanceof TypeError ? error.cause : error;
  return cause instanceof DOMException && (cause.name === 'NotReadableError' || cause.name === 'NotFoundError');
}

export function unreadableFile(cause: unknown): DocProcessingError {
  return new DocProcessingError(0, 'file_unreadable', 'The file cannot be read any more: it was changed, moved or deleted.', undefined, {}, { cause });
}
