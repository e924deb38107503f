// The reference server @tus/server with its own file store: node server.mjs PORT DIRECTORY
// /files stores as the package does; /synced has the file and its directory on disk before it answers.
import fs from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';

class SyncedFileStore extends FileStore {
  async write(readable, id, offset) {
    const end = await super.write(readable, id, offset);
    await sync(path.join(this.directory, id));
    await sync(this.directory);
    return end;
  }
}

async function sync(file) {
  const handle = await fs.open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const [port, directory] = process.argv.slice(2);
const plain = new Server({ path: '/files', relativeLocation: true, datastore: new FileStore({ directory: path.join(directory, 'files') }) });
const synced = new Server({ path: '/synced', relativeLocation: true, datastore: new SyncedFileStore({ directory: path.join(directory, 'synced') }) });

http
  .createServer((request, response) => {
    if (request.url === '/ready') {
      response.end();
    } else {
      (request.url.startsWith('/synced') ? synced : plain).handle(request, response);
    }
  })
  .listen(Number(port), '127.0.0.1');
