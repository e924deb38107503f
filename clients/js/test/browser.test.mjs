import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { DocumentsClient } from 'docprocessing-client';
import { Browser } from './support/browser.mjs';
import { baseUrl, madeText, newToken } from './support/host.mjs';
import { Proxy } from './support/proxy.mjs';

const CHUNK = '/upload/chunk';
const browser = await Browser.start({ after });

async function requireContent(token, documentId, text) {
  assert.equal(await (await new DocumentsClient({ baseUrl, token }).content(documentId)).text(), text);
}

const named = (text) => ({ name: 'picked.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });

test('A picked file is uploaded and followed under a strict Content-Security-Policy, hashed in a worker', async () => {
  const page = await browser.open();
  const token = await newToken();
  const text = madeText(1_000_000);
  const workers = [];
  page.on('worker', (worker) => workers.push(worker.url()));
  await page.setInputFiles('input', named(text));
  const seen = await page.evaluate(
    async ({ baseUrl, token }) => {
      const { DocumentUploader, ProgressTracker } = await import('/docprocessing-client.js');
      const shares = [];
      const uploader = new DocumentUploader({ baseUrl, token });
      const upload = uploader.uploadFile(document.querySelector('input').files[0], { onProgress: ({ percent }) => shares.push(percent) });
      const result = await upload.done;
      const tracker = new ProgressTracker({ baseUrl, token });
      const end = await new Promise((resolve, reject) => tracker.subscribe(result.jobId, { onComplete: resolve, onError: reject }));
      const { transport } = tracker.connection;
      tracker.disconnect();
      return { ...result, shares, end: end.status, transport, resumable: (await uploader.findResumable()).length };
    },
    { baseUrl, token },
  );

  assert.equal(seen.end, 'completed');
  assert.equal(seen.transport, 'websocket');
  assert.equal(seen.shares.at(-1), 100);
  assert.equal(seen.resumable, 0);
  assert.equal(workers.length, 1);
  assert.match(workers[0], /hash-worker\.js$/);
  await requireContent(token, seen.documentId, text);
});

test('A page without Web Crypto sends MD5', async (context) => {
  const page = await browser.open({ host: `insecure.test:${process.env.DOCPROCESSING_PAGE_PORT}` });
  const proxy = await Proxy.start(context);
  const token = await newToken();
  const text = madeText(100_000);
  await page.setInputFiles('input', named(text));
  const { documentId, secure } = await page.evaluate(
    async ({ baseUrl, token }) => {
      const { DocumentUploader } = await import('/docprocessing-client.js');
      const { documentId } = await new DocumentUploader({ baseUrl, token }).uploadFile(document.querySelector('input').files[0]).done;
      return { documentId, secure: isSecureContext };
    },
    { baseUrl: proxy.address, token },
  );
  assert.equal(secure, false);
  const [chunk] = proxy.requests.filter(({ method, path }) => method === 'POST' && path.includes(CHUNK));
  assert.match(String(chunk.body), /name="chunk_hash"\r\n\r\n[0-9a-f]{32}\r\n/);
  await requireContent(token, documentId, text);
});

test('A reloaded page goes on by itself, and sends only what is missing', async (context) => {
  const page = await browser.open();
  let blocked = true;
  let through = 0;
  const proxy = await Proxy.start(context, ({ method, path }) => (method === 'POST' && path.includes(CHUNK) && blocked && ++through > 5 ? 'swallow' : undefined));
  const token = await newToken();
  const text = madeText(900_000);
  await page.setInputFiles('input', named(text));
  await page.evaluate(
    async ({ baseUrl, token }) => {
      const { DocumentUploader } = await import('/docprocessing-client.js');
      await new Promise((resolve) => {
        new DocumentUploader({ baseUrl, token }).uploadFile(document.querySelector('input').files[0], {
          onChunkComplete: ({ completedChunks }) => completedChunks === 5 && resolve(),
        });
      });
    },
    { baseUrl: proxy.address, token },
  );
  await page.reload();
  blocked = false;
  const [open] = await new DocumentsClient({ baseUrl, token }).activeUploads();
  assert.equal(open.received_parts, 5);
  const before = proxy.count('POST', CHUNK);
  const { found, result } = await page.evaluate(
    async ({ baseUrl, token }) => {
      const { DocumentUploader } = await import('/docprocessing-client.js');
      const found = await new DocumentUploader({ baseUrl, token }).findResumable();
      return { found: found.map(({ filename, hasFile }) => ({ filename, hasFile })), result: await found[0].resume().done };
    },
    { baseUrl: proxy.address, token },
  );
  assert.deepEqual(found, [{ filename: 'picked.txt', hasFile: true }]);
  assert.equal(result.uploadId, open.upload_id);
  assert.equal(proxy.count('POST', CHUNK) - before, open.total_parts - 5);
  await requireContent(token, result.documentId, text);
});

test('A second page leaves alone what the first is at', { timeout: 60_000 }, async () => {
  const page = await browser.open();
  const token = await newToken();
  await page.setInputFiles('input', named(madeText(400_000)));
  await page.evaluate(
    async ({ baseUrl, token }) => {
      const { DocumentUploader } = await import('/docprocessing-client.js');
      await new Promise((resolve) => {
        globalThis.upload = new DocumentUploader({ baseUrl, token }).uploadFile(document.querySelector('input').files[0], {
          onChunkComplete: (_, upload) => (upload.pause(), resolve()),
        });
      });
    },
    { baseUrl, token },
  );
  const find = async ({ baseUrl, token }) => {
    const { DocumentUploader } = await import('/docprocessing-client.js');
    return (await new DocumentUploader({ baseUrl, token }).findResumable()).map(({ filename }) => filename);
  };
  const second = await page.context().newPage();
  await second.goto(page.url());
  assert.deepEqual(await second.evaluate(find, { baseUrl, token }), []);
  await page.close();
  let found = [];
  while (found.length === 0) {
    found = await second.evaluate(find, { baseUrl, token });
  }

  assert.deepEqual(found, ['picked.txt']);
});

test('An upload waits while the network is away, and goes on by itself', async () => {
  const page = await browser.open();
  const token = await newToken();
  const text = madeText(2_000_000);
  await page.setInputFiles('input', named(text));
  await page.evaluate(
    async ({ baseUrl, token }) => {
      const { DocumentUploader } = await import('/docprocessing-client.js');
      globalThis.states = [];
      const uploader = new DocumentUploader({ baseUrl, token, parallelChunks: 2, retry: { attempts: 3, baseDelay: 10_000 } });
      await new Promise((resolve) => {
        globalThis.upload = uploader.uploadFile(document.querySelector('input').files[0], {
          onStateChange: (state) => globalThis.states.push(state),
          onChunkComplete: ({ completedChunks }, upload) => completedChunks === 4 && (upload.pause(), resolve()),
        });
      });
    },
    { baseUrl, token },
  );
  await page.context().setOffline(true);
  await page.evaluate(() => globalThis.upload.resume());
  await page.waitForFunction(() => globalThis.upload.state === 'waiting');
  await page.context().setOffline(false);
  const { documentId } = await page.evaluate(() => globalThis.upload.done);
  await requireContent(token, documentId, text);
  assert.deepEqual(await page.evaluate(() => globalThis.states.slice(-4)), ['waiting', 'uploading', 'completing', 'completed']);
});
