import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DocProcessingError, DocumentsClient, DocumentUploader, ProgressTracker } from 'docprocessing-client';
import { baseUrl, newToken, readSample, sample } from './support/host.mjs';
import { Proxy } from './support/proxy.mjs';

/** Uploads a sample, and waits until it is worked through. */
async function processed(token, name) {
  const result = await new DocumentUploader({ baseUrl, token }).uploadFile(sample(name)).done;
  const tracker = new ProgressTracker({ baseUrl, token });
  const end = await new Promise((resolve, reject) => tracker.subscribe(result.jobId, { onComplete: resolve, onError: reject }));
  tracker.disconnect();
  return { ...result, end };
}

test('What is known of a document and its job is read', async () => {
  const token = await newToken();
  const { jobId, documentId } = await processed(token, 'report.pdf');
  const client = new DocumentsClient({ baseUrl, token });

  assert.equal((await client.job(jobId)).status, 'completed');
  const { jobs } = await client.jobs({ status: ['completed', 'failed'], limit: 5 });
  assert.deepEqual(jobs.map((job) => job.job_id), [jobId]);
  assert.deepEqual((await client.jobs({ status: 'failed' })).jobs, []);
  assert.deepEqual((await client.history(jobId, { after: 2, limit: 2 })).events.map(({ sequence }) => sequence), [3, 4]);
  const document = await client.document(documentId);
  assert.equal(document.content_type, 'application/pdf');
  assert.deepEqual(Buffer.from(await (await client.content(documentId)).arrayBuffer()), readSample('report.pdf'));
  assert.match(await client.text(documentId), /heron/i);
  assert.equal((await client.analysis(documentId)).language, 'en');
  const [hit] = await client.search('"the heron counts its tides"', { limit: 3 });
  assert.equal(hit.document_id, documentId);
  assert.match(hit.snippet, /<mark>/);

  await client.delete(documentId);
  await assert.rejects(client.document(documentId), (error) => error instanceof DocProcessingError && error.status === 404 && error.code === 'document_not_found');
});

test('A job that has ended is neither cancelled nor run again', async () => {
  const token = await newToken();
  const { jobId, end } = await processed(token, 'damaged.pdf');
  assert.equal(end.status, 'rejected');
  assert.equal(end.error.retryable, false);
  const client = new DocumentsClient({ baseUrl, token });
  await assert.rejects(client.retry(jobId), { status: 409, code: 'job_status_conflict' });
  await assert.rejects(client.cancel(jobId), { status: 409, code: 'job_status_conflict' });
});

test('Operators read metrics and connections, users do not, and health is for everybody', async () => {
  const client = new DocumentsClient({ baseUrl, token: await newToken(['operator']) });
  assert.ok((await client.metrics()).queue.workers > 0);
  const { connections, channels } = await client.stats();
  assert.equal(connections, Object.values(channels).reduce((sum, channel) => sum + channel.connections, 0));
  assert.equal((await client.health()).status, 'healthy');
  await assert.rejects(new DocumentsClient({ baseUrl, token: await newToken() }).metrics(), { status: 403, retryable: false });
});

test('What only reads is tried again, what is aborted is not', async (context) => {
  let failed = 0;
  const proxy = await Proxy.start(context, () => (++failed < 3 ? { status: 503, headers: { 'Retry-After': '0' } } : undefined));
  const client = new DocumentsClient({ baseUrl: proxy.address, token: await newToken(), retry: { baseDelay: 10 } });
  assert.deepEqual((await client.jobs()).jobs, []);
  assert.equal(proxy.requests.length, 3);
  await assert.rejects(client.jobs({}, { signal: AbortSignal.abort() }), { name: 'AbortError' });
});

test('A host that is not there is a network error', async () => {
  const client = new DocumentsClient({ baseUrl: 'http://127.0.0.1:9', token: 'any', retry: { attempts: 2, baseDelay: 5 } });
  await assert.rejects(client.jobs(), { status: 0, code: 'network_error', retryable: true });
});
