import { DocProcessingError } from '../errors.js';
import { persist } from '../http/retry.js';
import type { StoredUpload } from '../stores/upload-store.js';
import type { UploadSetup } from './upload-setup.js';

/** Gives a recorded upload up: on the server as far as that can be told, and in the store. */
export async function cancelStored(record: StoredUpload, setup: UploadSetup): Promise<void> {
  const { signal } = new AbortController();
  try {
    // Where the answer to initiate was lost, the same key tells the session.
    const { upload_id: uploadId, job_id: jobId } = record.uploadId !== undefined
      ? { upload_id: record.uploadId, job_id: record.jobId! }
      : await persist(() => setup.calls.initiate(record.document, record.idempotencyKey, signal), setup.retry, signal);
    await persist(() => setup.calls.cancel(uploadId), setup.retry, signal).catch(async (error: unknown) => {
      if (error instanceof DocProcessingError && error.code === 'upload_completed') {
        await persist(() => setup.calls.cancelJob(jobId), setup.retry, signal);
      }
    });
  } catch {
    // The server is out of reach or has the session no more: what is left of it expires by itself.
  }

  await setup.store.delete(record.key);
}
