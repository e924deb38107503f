import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DocumentsClient } from 'docprocessing-client';
import { Browser } from './support/browser.mjs';
import { baseUrl, newToken, sample } from './support/host.mjs';

const browser = await Browser.start({ after });

/** The example below a heading of the README, as it stands there. */
function exampleOf(heading) {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  return /^```js\n(.*?)^```$/ms.exec(readme.split(`## ${heading}\n`)[1])[1];
}

test('The example for Node runs', () => {
  const path = fileURLToPath(new URL('../dist/readme-example.mjs', import.meta.url));
  writeFileSync(path, exampleOf('Five minutes in Node').replace('http://127.0.0.1:8000', baseUrl));
  const run = spawnSync(process.execPath, [path], { cwd: dirname(sample('report.pdf')), encoding: 'utf8', timeout: 60_000 });
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.stdout, /100 %/);
  assert.match(run.stdout, /completion: 100 %/);
  assert.match(run.stdout, /^completed .+$/m);
  assert.match(run.stdout, /<mark>heron<\/mark>/i);
});

test('The example for browsers runs', { timeout: 120_000 }, async () => {
  const page = await browser.open();
  const token = await newToken();
  const script = await browser.script('readme', exampleOf('In a browser'));
  await page.evaluate(
    async ({ script, session }) => {
      globalThis.session = session;
      await import(script);
    },
    { script, session: { baseUrl, token } },
  );
  await page.setInputFiles('input', sample('report.pdf'));
  await page.waitForFunction(() => document.title === 'completed');
  const { jobs } = await new DocumentsClient({ baseUrl, token }).jobs();
  assert.deepEqual(jobs.map(({ filename, status }) => [filename, status]), [['report.pdf', 'completed']]);
});
