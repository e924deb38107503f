import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DocProcessingError, DocumentsClient, DocumentUploader, FileUploadStore, ProgressTracker } from 'docprocessing-client';
import { baseUrl, deferred, madeText, newToken, readSample, sample } from './support/host.mjs';
import { Proxy } from './support/proxy.mjs';

const CHUNK = '/upload/chunk';
const quick = { attempts: 20, baseDelay: 20, maxDelay: 200 };

async function contentOf(token, documentId) {
  return Buffer.from(await (await new DocumentsClient({ baseUrl, token }).content(documentId)).arrayBuffer());
}

async function temporary(context) {
  const directory = await mkdtemp(join(tmpdir(), 'docprocessing-js-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

test('A file by path is uploaded in parallel chunks, and each step is told', async () => {
  const token = await newToken();
  const [states, shares, chunks] = [[], [], []];
  let completed;
  const upload = new DocumentUploader({ baseUrl, token, parallelChunks: 2 }).uploadFile(sample('report.pdf'), {
    documentType: 'report',
    priority: 'high',
    processingOptions: { language: 'en' },
    onStateChange: (state) => states.push(state),
    onProgress: ({ percent }) => shares.push(percent),
    onChunkComplete: ({ partNumber }) => chunks.push(partNumber),
    onComplete: (result) => (completed = result),
  });
  assert.equal(upload.state, 'preparing');
  const result = await upload.done;

  assert.deepEqual(result, completed);
  assert.equal(upload.jobId, result.jobId);
  assert.deepEqual(states, ['uploading', 'completing', 'completed']);
  assert.deepEqual(chunks.toSorted(), [1, 2]);
  assert.equal(shares.at(-1), 100);
  assert.deepEqual(shares, shares.toSorted((one, other) => one - other));
  assert.deepEqual(await contentOf(token, result.documentId), readSample('report.pdf'));
  const job = await new DocumentsClient({ baseUrl, token }).job(result.jobId);
  assert.equal(job.filename, 'report.pdf');
  assert.equal(job.document_type, 'report');
  assert.equal(job.priority, 'high');
});

test('Speed and the time that is left are told', async (context) => {
  let chunks = 0;
  const proxy = await Proxy.start(context, ({ path }) => (path.includes(CHUNK) && ++chunks === 4 ? { status: 503, headers: { 'Retry-After': '1' } } : undefined));
  const seen = [];
  const uploader = new DocumentUploader({ baseUrl: proxy.address, token: await newToken(), parallelChunks: 1 });
  await uploader.uploadFile(new Blob([madeText(400_000)], { type: 'text/plain' }), { filename: 'a.txt', onProgress: (progress) => seen.push(progress) }).done;
  const late = seen.find(({ completedChunks }) => completedChunks === 4);
  assert.ok(late.bytesPerSecond > 0 && late.bytesPerSecond < 400_000, 'a second went by');
  assert.equal(late.secondsLeft, (400_000 - late.bytesSent) / late.bytesPerSecond);
  assert.equal(seen.at(-1).secondsLeft, 0);
});

test('Progress begins at nothing and ends at all', async () => {
  const seen = [];
  const text = new Blob([madeText(60_000)], { type: 'text/plain' });
  await new DocumentUploader({ baseUrl, token: await newToken() }).uploadFile(text, { filename: 'a.txt', onProgress: (progress) => seen.push(progress) }).done;
  assert.ok(seen.length >= 2);
  assert.equal(seen[0].bytesSent, 0);
  assert.deepEqual(seen.at(-1), { ...seen.at(-1), bytesSent: 60_000, totalBytes: 60_000, completedChunks: 1, totalChunks: 1 });
});

for (const checksum of ['sha256', 'md5', 'none']) {
  test(`Blobs and streams are uploaded, with checksum ${checksum}`, async () => {
    const token = await newToken();
    const uploader = new DocumentUploader({ baseUrl, token, checksum });
    const text = madeText(150_000);
    const blob = await uploader.uploadFile(new Blob([text], { type: 'text/plain' }), { filename: 'blob.txt' }).done;
    const stream = await uploader.uploadFile(Readable.from([Buffer.from(text.slice(0, 70_000)), Buffer.from(text.slice(70_000))]), { filename: 'stream.txt' }).done;
    assert.equal(String(await contentOf(token, blob.documentId)), text);
    assert.equal(String(await contentOf(token, stream.documentId)), text);
  });
}

test('A paused upload sends nothing until it is resumed', async (context) => {
  const proxy = await Proxy.start(context);
  const token = await newToken();
  const text = madeText(800_000);
  const uploader = new DocumentUploader({ baseUrl: proxy.address, token, parallelChunks: 2, retry: quick });
  const paused = deferred();
  const upload = uploader.uploadFile(new Blob([text], { type: 'text/plain' }), {
    filename: 'paused.txt',
    onChunkComplete: (chunk, handle) => chunk.completedChunks === 3 && (uploader.pauseUpload(handle.uploadId), paused.resolve()),
  });
  await paused.promise;
  assert.equal(upload.state, 'paused');
  assert.deepEqual(uploader.getActiveUploads(), [upload]);
  assert.equal((await new DocumentsClient({ baseUrl, token }).activeUploads()).length, 1);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.ok(proxy.count('POST', CHUNK) <= 5, 'three are through, and two may have been on their way');

  assert.ok(uploader.resumeUpload(upload.id));
  const { documentId } = await upload.done;
  assert.equal(String(await contentOf(token, documentId)), text);
  assert.deepEqual(uploader.getActiveUploads(), []);
});

for (const way of ['cancel', 'signal']) {
  test(`An upload that is cancelled by ${way} ends on the server, too`, async () => {
    const token = await newToken();
    const controller = new AbortController();
    const started = deferred();
    const upload = new DocumentUploader({ baseUrl, token, parallelChunks: 1 }).uploadFile(new Blob([madeText(2_000_000)]), {
      filename: 'cancelled.txt',
      contentType: 'text/plain',
      signal: controller.signal,
      onChunkComplete: () => started.resolve(),
    });
    await started.promise;
    if (way === 'cancel') {
      await upload.cancel();
      await assert.rejects(upload.done, { code: 'upload_cancelled' });
    } else {
      controller.abort();
      await assert.rejects(upload.done, { name: 'AbortError' });
    }

    assert.equal(upload.state, 'cancelled');
    const client = new DocumentsClient({ baseUrl, token });
    assert.deepEqual(await client.activeUploads(), []);
    assert.equal((await client.job(upload.jobId)).status, 'cancelled');
  });
}

test('After a killed process the next one sends only what is missing', async (context) => {
  const directory = await temporary(context);
  const [path, store] = [join(directory, 'resumed.txt'), join(directory, 'store')];
  const text = madeText(1_300_000);
  await writeFile(path, text);
  const token = await newToken();
  let held = 0;
  const first = await Proxy.start(context, ({ path: address }) => (address.includes(CHUNK) && ++held > 8 ? 'swallow' : undefined));
  const script = fileURLToPath(new URL('./support/upload-until-killed.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, first.address, token, path, store], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve) => child.stdout.on('data', (data) => String(data).includes('8 chunks') && resolve()));
  child.kill('SIGKILL');
  await exit;
  await first.close();

  const second = await Proxy.start(context);
  const [status] = await new DocumentsClient({ baseUrl, token }).activeUploads();
  const uploader = new DocumentUploader({ baseUrl: second.address, token, store: new FileUploadStore(store), retry: quick });
  assert.deepEqual(await uploader.findResumable(), [], 'another address is another host');
  const same = new DocumentUploader({ baseUrl: first.address, token, store: new FileUploadStore(store), fetch: redirect(first.address, second.address), stallTimeout: 60_000 });
  const [found, ...others] = await same.findResumable();
  assert.equal(others.length, 0);
  assert.deepEqual([found.filename, found.size, found.uploadId, found.hasFile], ['resumed.txt', 1_300_000, status.upload_id, true]);
  const result = await found.resume().done;

  assert.equal(result.uploadId, status.upload_id);
  assert.equal(second.count('POST', CHUNK), status.total_parts - status.received_parts);
  assert.equal(status.received_parts, 8);
  assert.equal(String(await contentOf(token, result.documentId)), text);
  assert.deepEqual(await same.findResumable(), []);
});

test('A resumed upload refuses another file, and can be discarded', async (context) => {
  const directory = await temporary(context);
  const store = new FileUploadStore(directory);
  const token = await newToken();
  let chunks = 0;
  const proxy = await Proxy.start(context, ({ path }) => (path.includes(CHUNK) && ++chunks > 2 ? { status: 401 } : undefined));
  const uploader = new DocumentUploader({ baseUrl: proxy.address, token, store, parallelChunks: 1 });
  await assert.rejects(uploader.uploadFile(new Blob([madeText(300_000)]), { filename: 'one.txt' }).done, { status: 401 });
  const [found] = await uploader.findResumable();
  assert.equal(found.hasFile, false);
  assert.throws(() => found.resume(), TypeError);
  await assert.rejects(found.resume({ file: new Blob([madeText(300_000)]) }).done, { code: 'file_differs' });

  await found.discard();
  assert.deepEqual(await uploader.findResumable(), []);
  assert.deepEqual(await new DocumentsClient({ baseUrl, token }).activeUploads(), []);
});

test('What the server refuses is told with its code, and leaves nothing to resume', async () => {
  const token = await newToken();
  const uploader = new DocumentUploader({ baseUrl, token });
  const told = [];
  const upload = uploader.uploadFile(new Blob([]), { filename: 'empty.txt', onError: (error) => told.push(error.code) });
  const error = await upload.done.catch((reason) => reason);
  assert.ok(error instanceof DocProcessingError);
  assert.equal(error.code, 'empty_file');
  assert.equal(error.retryable, false);
  assert.deepEqual(told, ['empty_file']);
  assert.equal(upload.state, 'failed');
  assert.deepEqual(await uploader.findResumable(), []);
  await assert.rejects(uploader.uploadFile('/nowhere/at/all.pdf').done, { code: 'file_unreadable' });
});

test('Side by side, uploads and their jobs do not mix', async () => {
  const token = await newToken();
  const uploader = new DocumentUploader({ baseUrl, token });
  const tracker = new ProgressTracker({ baseUrl, token });
  const texts = Array.from({ length: 6 }, () => madeText(140_000));
  const results = await Promise.all(texts.map((text, index) => uploader.uploadFile(new Blob([text], { type: 'text/plain' }), { filename: `${index}.txt` }).done));
  const ended = new Map();
  await new Promise((resolve) => {
    tracker.subscribe(results.map(({ jobId }) => jobId), {
      onComplete: (end, jobId) => ended.set(jobId, end.status).size === texts.length && resolve(),
    });
  });
  tracker.disconnect();
  assert.deepEqual([...new Set(ended.values())], ['completed']);
  for (const [index, { documentId }] of results.entries()) {
    assert.equal(String(await contentOf(token, documentId)), texts[index]);
  }
});

/** A fetch that finds one host at another's address. */
function redirect(from, to) {
  return (address, init) => fetch(String(address).replace(from, to), init);
}
