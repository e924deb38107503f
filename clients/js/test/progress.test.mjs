import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DocumentsClient, DocumentUploader, ProgressTracker } from 'docprocessing-client';
import { baseUrl, deferred, madeText, newToken, sample } from './support/host.mjs';
import { Proxy } from './support/proxy.mjs';

const quick = { baseDelay: 20, maxDelay: 200 };

/** Follows a job to its end. */
function follow(tracker, jobId, options = {}) {
  const events = [];
  const ends = [];
  const ended = deferred();
  const stop = tracker.subscribe(jobId, {
    since: 0,
    ...options,
    onProgress: (progress) => {
      events.push(progress);
      options.onProgress?.(progress);
    },
    onComplete: (end) => {
      ends.push(end);
      ended.resolve(end);
    },
    onError: ended.reject,
  });
  return { events, ends, ended: ended.promise, stop };
}

/** An upload that waits for its last chunk, so that its job stays alive until `finish`. */
async function openJob(token) {
  const uploader = new DocumentUploader({ baseUrl, token, parallelChunks: 1, store: null });
  const paused = deferred();
  const upload = uploader.uploadFile(new Blob([madeText(200_000)], { type: 'text/plain' }), {
    filename: 'open.txt',
    onChunkComplete: ({ completedChunks }) => completedChunks === 3 && (upload.pause(), paused.resolve()),
  });
  await paused.promise;
  return { jobId: upload.jobId, uploadId: upload.uploadId, finish: () => (upload.resume(), upload.done), cancel: () => upload.cancel() };
}

const sequences = (events) => events.map(({ sequence }) => sequence);

/** The numbers rise, and only a slow reader's may have gaps. */
function requireOrder(events) {
  assert.deepEqual(sequences(events), [...new Set(sequences(events))].toSorted((one, other) => one - other));
}

for (const transport of ['websocket', 'events', 'polling']) {
  test(`A job is followed to its end over ${transport}`, async () => {
    const token = await newToken();
    const tracker = new ProgressTracker({ baseUrl, token, transports: [transport], pollInterval: 100 });
    await tracker.connect();
    assert.deepEqual(tracker.connection, { state: 'connected', transport });
    const job = await openJob(token);
    const early = follow(tracker, job.jobId);
    await job.finish();
    const end = await early.ended;

    assert.equal(end.status, 'completed');
    assert.equal(early.ends.length, 1);
    requireOrder(early.events);
    assert.deepEqual(early.events.at(-1), end);
    const { events: history } = await new DocumentsClient({ baseUrl, token }).history(job.jobId, { limit: 200 });
    assert.equal(end.sequence, history.at(-1).sequence);

    const late = follow(tracker, job.jobId);
    await late.ended;
    assert.deepEqual(late.events, history, 'with since: 0 everything is told again');
    const latest = follow(tracker, job.jobId, { since: undefined });
    assert.equal((await latest.ended).status, 'completed');
    assert.equal(latest.events.length, 1, 'without since the present state comes, and nothing before it');
    tracker.disconnect();
    assert.deepEqual(tracker.connection, { state: 'disconnected' });
  });
}

test('A socket that breaks again and again costs no event and repeats none', async (context) => {
  const proxy = await Proxy.start(context);
  const token = await newToken();
  const changes = [];
  const tracker = new ProgressTracker({ baseUrl: proxy.address, token, transports: ['websocket'], retry: quick, onConnectionChange: ({ state }) => changes.push(state) });
  const job = await openJob(token);
  const followed = follow(tracker, job.jobId, { onProgress: ({ sequence }) => sequence % 3 === 0 && proxy.cutSockets() });
  await job.finish();
  const end = await followed.ended;
  tracker.disconnect();

  assert.equal(end.status, 'completed');
  assert.ok(proxy.count('UPGRADE', '/ws/progress') >= 3);
  assert.ok(changes.includes('reconnecting'));
  const { events } = await new DocumentsClient({ baseUrl, token }).history(job.jobId, { limit: 200 });
  requireOrder(followed.events);
  assert.equal(followed.events.at(-1).sequence, events.at(-1).sequence);
});

test('A stream of events that breaks goes on after its last event', async (context) => {
  const proxy = await Proxy.start(context, ({ path }) => (path.endsWith('/events') && ++opened === 1 ? 'lose' : undefined));
  let opened = 0;
  const token = await newToken();
  const tracker = new ProgressTracker({ baseUrl: proxy.address, token, transports: ['events'], retry: quick });
  const { jobId } = await new DocumentUploader({ baseUrl, token }).uploadFile(sample('notes.md')).done;
  const followed = follow(tracker, jobId);
  assert.equal((await followed.ended).status, 'completed');
  tracker.disconnect();
  requireOrder(followed.events);
  assert.ok(opened >= 2);
});

test('Where sockets are refused, events serve; where those are, polling does', async (context) => {
  const proxy = await Proxy.start(context, ({ path }) => (path.endsWith('/events') ? { status: 503 } : undefined));
  proxy.refuseSockets = true;
  const token = await newToken();
  const tracker = new ProgressTracker({ baseUrl: proxy.address, token, retry: quick, pollInterval: 100 });
  await tracker.connect();
  assert.equal(tracker.connection.transport, 'events');
  const job = await openJob(token);
  const followed = follow(tracker, job.jobId);
  await job.finish();
  assert.equal((await followed.ended).status, 'completed');
  tracker.disconnect();
  requireOrder(followed.events);
});

for (const transport of ['websocket', 'events', 'polling']) {
  test(`What cannot be followed is told over ${transport}`, async () => {
    const token = await newToken();
    const others = await openJob(await newToken());
    const tracker = new ProgressTracker({ baseUrl, token, transports: [transport], retry: quick });
    await assert.rejects(follow(tracker, others.jobId).ended, { status: 404, code: 'job_not_found' });
    tracker.disconnect();
    await others.cancel();
  });
}

test('A refused token ends the attempts, and a new one goes on', async () => {
  const refused = new ProgressTracker({ baseUrl, token: 'refused', retry: quick });
  const followed = follow(refused, '01a2104eb8027e98804714ebc0293ebb');
  await assert.rejects(refused.connect(), { status: 401 });
  await assert.rejects(followed.ended, { status: 401 });

  const good = await newToken();
  let asked = 0;
  const tracker = new ProgressTracker({ baseUrl, token: () => (++asked === 1 ? 'refused' : good), retry: quick });
  await tracker.connect();
  assert.equal(tracker.connection.state, 'connected');
  tracker.disconnect();
});

test('Two subscribers hear the same, and one that leaves hears no more', async () => {
  const token = await newToken();
  const tracker = new ProgressTracker({ baseUrl, token });
  const job = await openJob(token);
  const staying = follow(tracker, job.jobId);
  const begun = deferred();
  const leaving = follow(tracker, job.jobId, { onProgress: () => begun.resolve() });
  await begun.promise;
  leaving.stop();
  const heard = leaving.events.length;
  await job.finish();
  assert.equal((await staying.ended).status, 'completed');
  assert.equal(leaving.events.length, heard);
  assert.deepEqual(leaving.ends, []);
  tracker.disconnect();
});

test('A job is shown, cancelled, and notified of', async () => {
  const token = await newToken();
  const tracker = new ProgressTracker({ baseUrl, token });
  const notified = deferred();
  tracker.onNotification(notified.resolve);
  await tracker.connect();
  const job = await openJob(token);
  const followed = follow(tracker, job.jobId);
  assert.equal((await tracker.getJobStatus(job.jobId)).status, 'uploading');
  await tracker.cancelJob(job.jobId);
  assert.equal((await followed.ended).status, 'cancelled');
  if (tracker.connection.transport === 'websocket') {
    assert.equal((await notified.promise).job_id, job.jobId);
  }

  tracker.disconnect();
});

test('After a disconnect the next connect goes on where it was', async () => {
  const token = await newToken();
  const tracker = new ProgressTracker({ baseUrl, token });
  const job = await openJob(token);
  const begun = deferred();
  const followed = follow(tracker, job.jobId, { onProgress: () => begun.resolve() });
  await begun.promise;
  tracker.disconnect();
  await job.finish();
  await tracker.connect();
  assert.equal((await followed.ended).status, 'completed');
  requireOrder(followed.events);
  tracker.disconnect();
});

test("A listener's mistake is an uncaught error, and costs the others nothing", async (context) => {
  const token = await newToken();
  const tracker = new ProgressTracker({ baseUrl, token });
  const job = await openJob(token);
  const thrown = [];
  const { queueMicrotask } = globalThis;
  context.mock.method(globalThis, 'queueMicrotask', (action) =>
    queueMicrotask(() => {
      try {
        action();
      } catch (error) {
        thrown.push(error.message);
      }
    }),
  );
  tracker.subscribe(job.jobId, {
    onProgress: () => {
      throw new Error('mine');
    },
  });
  const followed = follow(tracker, job.jobId);
  await job.finish();
  assert.equal((await followed.ended).status, 'completed');
  tracker.disconnect();
  assert.deepEqual([...new Set(thrown)], ['mine']);
});
