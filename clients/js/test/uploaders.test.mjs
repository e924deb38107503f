import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { DocumentsClient } from 'docprocessing-client';
import { Browser } from './support/browser.mjs';
import { baseUrl, madeText, newToken } from './support/host.mjs';
import { Proxy } from './support/proxy.mjs';

const browser = await Browser.start({ after });

/** The snippet below a heading of the docs: what a reader copies is what runs. */
function snippetOf(heading) {
  const docs = readFileSync(new URL('../../../docs/UPLOADERS.md', import.meta.url), 'utf8');
  const section = docs.split(/^## /m).find((text) => text.startsWith(`${heading}\n`));
  return /^```js\n(.*?)^```$/ms.exec(section)[1];
}

/** Opens a page with a snippet in it. */
async function openWith(name, heading, host, token) {
  const page = await browser.open();
  const script = await browser.script(name, `const { host, token, input } = globalThis.example;\n${snippetOf(heading)}`);
  await page.evaluate(
    async ({ script, host, token }) => {
      globalThis.example = { host, token, input: document.querySelector('input') };
      await import(script);
    },
    { script, host, token },
  );
  return page;
}

const picked = (name, text) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

/** Waits until so many of the user's jobs have ended. */
async function ended(token, count) {
  const client = new DocumentsClient({ baseUrl, token });
  for (;;) {
    const { jobs } = await client.jobs({ status: ['completed', 'rejected', 'failed', 'cancelled', 'expired'] });
    if (jobs.length >= count) {
      return jobs;
    }

    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function requireDocuments(token, texts) {
  const jobs = await ended(token, Object.keys(texts).length);
  const client = new DocumentsClient({ baseUrl, token });
  assert.deepEqual(jobs.map((job) => [job.filename, job.status]).sort(), Object.keys(texts).map((name) => [name, 'completed']).sort());
  for (const job of jobs) {
    assert.equal(await (await client.content(job.document_id)).text(), texts[job.filename], job.filename);
  }

  return jobs;
}

test('resumable.js uploads several files in chunks, through a lost network', { timeout: 200_000 }, async (context) => {
  const faults = { 2: 'cut', 5: 'lose', 7: { status: 503, headers: { 'Retry-After': '1', 'Access-Control-Allow-Origin': '*' } } };
  let chunks = 0;
  const proxy = await Proxy.start(context, ({ method, path }) => (method === 'POST' && path.includes('/upload/chunk') ? faults[++chunks] : undefined));
  const token = await newToken();
  const texts = { 'long.txt': madeText(600_000), 'short.txt': madeText(1_000), 'exact.txt': madeText(2 * 65_536) };
  const page = await openWith('resumable', 'resumable.js', proxy.address, token);
  await page.setInputFiles('input', Object.entries(texts).map(([name, text]) => picked(name, text)));
  await requireDocuments(token, texts);
  assert.ok(chunks >= 16);
});

test('Uppy uploads whole files, with fields of their own', { timeout: 200_000 }, async () => {
  const token = await newToken();
  const texts = { 'one.txt': madeText(300_000), 'two.txt': madeText(2_000) };
  const page = await openWith('uppy', 'Uppy', baseUrl, token);
  await page.setInputFiles('input', Object.entries(texts).map(([name, text]) => picked(name, text)));
  const jobs = await requireDocuments(token, texts);
  assert.deepEqual([...new Set(jobs.map((job) => job.document_type))], ['invoice']);
});
