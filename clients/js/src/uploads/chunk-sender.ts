/** A chunk on its way. */
export interface ChunkRequest {
  address: string;
  token: string;
  fields: Record<string, string>;
  chunk: Blob;
  signal: AbortSignal;
  /** After how many milliseconds without movement it is given up. */
  stallTimeout: number;
  /** How many bytes of the chunk have left. */
  onSent: (bytes: number) => void;
}

export interface ChunkAnswer {
  status: number;
  retryAfter: string | null;
  body: string;
}

/** Sends a chunk as multipart/form-data. Rejects with a `DocProcessingError` when there is no answer, with the signal's reason when that aborts. */
export type ChunkSender = (request: ChunkRequest) => Promise<ChunkAnswer>;

/** The form: the fields before the file, so that the server knows the part before its bytes come. */
export function formOf(request: ChunkRequest): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(request.fields)) {
    form.append(name, value);
  }

  form.append('chunk_file', request.chunk, 'chunk');
  return form;
}
