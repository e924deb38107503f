// Uploads a file and watches its job to the end: drive.mjs <baseUrl> <token> <file>
// Prints one line of JSON: {"upload_id","job_id","document_id","status","events":[sequence, …]}
import { DocumentUploader, ProgressTracker } from 'docprocessing-client';

const [baseUrl, token, file] = process.argv.slice(2);
if (!file) {
  console.error('usage: drive.mjs <baseUrl> <token> <file>');
  process.exit(2);
}

// Faults may come one after the other for long; a schedule that never ends is the caller's to stop.
// Nor is a busy machine taken for a dead connection.
const retry = { attempts: 60, baseDelay: 50, maxDelay: 1_000 };
const uploader = new DocumentUploader({ baseUrl, token, parallelChunks: 4, retry, stallTimeout: 15_000 });
const tracker = new ProgressTracker({ baseUrl, token, retry, pollInterval: 250 });
const { uploadId, jobId, documentId } = await uploader.uploadFile(file).done;

const events = [];
const status = await new Promise((resolve, reject) => {
  tracker.subscribe(jobId, {
    since: 0,
    onProgress: ({ sequence }) => events.push(sequence),
    onComplete: (end) => resolve(end.status),
    onError: reject,
  });
});
tracker.disconnect();
console.log(JSON.stringify({ upload_id: uploadId, job_id: jobId, document_id: documentId, status, events }));
