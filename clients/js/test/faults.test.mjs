import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DocumentsClient, DocumentUploader, MemoryUploadStore } from 'docprocessing-client';
import { baseUrl, madeText, newToken } from './support/host.mjs';
import { Proxy } from './support/proxy.mjs';

const quick = { attempts: 8, baseDelay: 20, maxDelay: 200 };
const INITIATE = '/upload/initiate';
const CHUNK = '/upload/chunk';
const COMPLETE = '/upload/complete';

/** Uploads through a proxy that does something to the requests of a path, by their number from 1, and requires the right bytes on the server. */
async function uploadThrough(context, part, actionOf, options = {}) {
  const seen = [];
  const proxy = await Proxy.start(context, ({ path }) => {
    if (path.includes(part)) {
      seen.push(Date.now());
      return actionOf(seen.length);
    }
  });
  const token = options.token ?? (await newToken());
  const text = madeText(300_000);
  const uploader = new DocumentUploader({ baseUrl: proxy.address, token, retry: quick, stallTimeout: 60_000, ...options });
  const result = await uploader.uploadFile(new Blob([text], { type: 'text/plain' }), { filename: 'faults.txt' }).done;
  const content = await (await new DocumentsClient({ baseUrl, token: options.bearer ?? token }).content(result.documentId)).text();
  assert.equal(content, text);
  return { proxy, seen, result, token };
}

const first = (action) => (number) => (number === 1 ? action : undefined);

for (const [name, action] of [
  ['a broken connection', 'cut'],
  ['a lost answer', 'lose'],
  ['damaged bytes', 'corrupt'],
  ['423', { status: 423, body: { code: 'part_busy' } }],
  ['500', { status: 500 }],
  ["a proxy's 502", { status: 502, body: 'Bad gateway' }],
]) {
  test(`A chunk is sent again after ${name}`, async (context) => {
    const { proxy } = await uploadThrough(context, CHUNK, first(action));
    assert.equal(proxy.count('POST', CHUNK), 6);
  });
}

test('A chunk that stalls is sent again', async (context) => {
  const { proxy } = await uploadThrough(context, CHUNK, first('swallow'), { stallTimeout: 1_000 });
  assert.ok(proxy.count('POST', CHUNK) >= 6);
});

for (const status of [429, 503]) {
  test(`Retry-After of a ${status} is waited for`, async (context) => {
    const { seen } = await uploadThrough(context, CHUNK, first({ status, headers: { 'Retry-After': '1' } }), { parallelChunks: 1 });
    assert.ok(seen[1] - seen[0] >= 990, `${seen[1] - seen[0]} ms`);
  });
}

test('A lost answer to initiate makes no second session', async (context) => {
  const { proxy, token } = await uploadThrough(context, INITIATE, first('lose'));
  const keys = proxy.requests.filter(({ path }) => path.includes(INITIATE)).map(({ headers }) => headers['idempotency-key']);
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
  assert.equal((await new DocumentsClient({ baseUrl, token }).jobs()).jobs.length, 1);
});

test('A lost answer to complete makes no second job', async (context) => {
  const { token } = await uploadThrough(context, COMPLETE, first('lose'));
  assert.equal((await new DocumentsClient({ baseUrl, token }).jobs()).jobs.length, 1);
});

test('Parts that the server misses at the end are sent', async (context) => {
  const { proxy } = await uploadThrough(context, COMPLETE, first({ status: 409, body: { code: 'missing_parts', missing_parts: [2, 4] } }));
  const numbers = proxy.requests.filter(({ path }) => path.includes(CHUNK)).map(({ body }) => /name="part_number"\r\n\r\n(\d+)/.exec(body)[1]);
  assert.equal(numbers.length, 7);
  assert.deepEqual(numbers.slice(5).toSorted(), ['2', '4']);
});

test('A session that is gone is begun anew', async (context) => {
  const { proxy } = await uploadThrough(context, CHUNK, (number) => (number === 3 ? { status: 410, body: { code: 'upload_expired' } } : undefined));
  assert.equal(proxy.count('POST', INITIATE), 2);
});

test('An upload that somebody cancels on the server stays cancelled', async (context) => {
  const proxy = await Proxy.start(context);
  const token = await newToken();
  const store = new MemoryUploadStore();
  const uploader = new DocumentUploader({ baseUrl: proxy.address, token, retry: quick, parallelChunks: 1, store });
  const upload = uploader.uploadFile(new Blob([madeText(300_000)]), {
    filename: 'cancelled.txt',
    onChunkComplete: ({ completedChunks }, handle) => completedChunks === 2 && handle.pause(),
  });
  while (upload.state !== 'paused') {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  await fetch(`${baseUrl}/api/v1/documents/upload/cancel/${upload.uploadId}`, { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } });
  upload.resume();
  await assert.rejects(upload.done, { status: 410, code: 'upload_cancelled' });
  assert.equal(proxy.count('POST', INITIATE), 1);
  assert.deepEqual(await store.list(), []);
});

test('A chunk that comes after the end does no harm: what the host misses is asked at the end', async (context) => {
  const { proxy } = await uploadThrough(context, CHUNK, (number) => (number === 5 ? { status: 409, body: { code: 'upload_completed' } } : undefined));
  assert.equal(proxy.count('POST', CHUNK), 6);
  assert.equal(proxy.count('POST', COMPLETE), 2);
});

test('A call whose answer is lost is made again', async (context) => {
  const token = await newToken();
  const proxy = await Proxy.start(context, (_, number) => (number === 1 ? 'lose' : undefined));
  const client = new DocumentsClient({ baseUrl: proxy.address, token, retry: { baseDelay: 10 } });
  assert.deepEqual((await client.jobs()).jobs, []);
  assert.equal(proxy.requests.length, 2);
});

test('A token that is refused is asked for once more', async (context) => {
  const good = await newToken();
  const given = ['refused', good];
  let asked = 0;
  await uploadThrough(context, '/', () => undefined, { token: () => given[Math.min(asked++, 1)], bearer: good });
  assert.equal(asked, 2);

  asked = 0;
  const uploader = new DocumentUploader({ baseUrl, token: async () => `refused ${asked++}` });
  await assert.rejects(uploader.uploadFile(new Blob(['x']), { filename: 'x.txt' }).done, { status: 401, code: 'unauthenticated' });
  assert.equal(asked, 2);
});

test('What fails too often in a row is given up, and can be resumed later', async (context) => {
  let broken = true;
  const proxy = await Proxy.start(context, ({ path }) => (broken && path.includes(CHUNK) ? { status: 503 } : undefined));
  const token = await newToken();
  const uploader = new DocumentUploader({ baseUrl: proxy.address, token, retry: { ...quick, attempts: 3 }, parallelChunks: 1 });
  const file = new Blob([madeText(200_000)], { type: 'text/plain' });
  await assert.rejects(uploader.uploadFile(file, { filename: 'later.txt' }).done, { status: 503, retryable: true });
  assert.equal(proxy.count('POST', CHUNK), 3);

  broken = false;
  const [found] = await uploader.findResumable();
  const { uploadId } = await found.resume().done;
  assert.equal(uploadId, found.uploadId);
  assert.equal(proxy.count('POST', INITIATE), 1);
});
