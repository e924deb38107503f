import http from 'node:http';
import net from 'node:net';
import { baseUrl } from './host.mjs';

/**
 * Stands between a client and the host, keeps a list of requests, and does to each what `plan` says:
 *   { status, headers, body }   answers in the host's place
 *   'cut'        breaks the connection in the middle of the request's body
 *   'lose'       lets the host answer, and breaks the connection instead of telling it
 *   'swallow'    reads nothing and never answers
 *   'corrupt'    changes a byte in the middle of the body
 *   nothing      hands it on
 */
export class Proxy {
  requests = [];
  address = '';
  plan = () => undefined;
  refuseSockets = false;
  #target = new URL(baseUrl);
  #sockets = new Set();
  #server = http.createServer((request, response) => this.#serve(request, response));

  /** Starts one that ends with the test. */
  static async start(context, plan) {
    const proxy = new Proxy();
    proxy.plan = plan ?? proxy.plan;
    context.after(() => proxy.close());
    proxy.#server.on('upgrade', (request, socket, head) => proxy.#upgrade(request, socket, head));
    await new Promise((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    proxy.address = `http://127.0.0.1:${proxy.#server.address().port}`;
    return proxy;
  }

  /** How often a path was asked for. */
  count(method, part) {
    return this.requests.filter((request) => request.method === method && request.path.includes(part)).length;
  }

  /** Breaks the WebSockets that are open. */
  cutSockets() {
    this.#sockets.forEach((socket) => socket.destroy());
  }

  async close() {
    this.cutSockets();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request, response) {
    const record = { method: request.method, path: request.url, headers: request.headers };
    this.requests.push(record);
    const action = this.plan(record, this.requests.length);
    if (action === 'swallow') {
      return;
    }

    if (action === 'cut') {
      request.once('data', () => request.socket.destroy());
      return;
    }

    const chunks = [];
    try {
      for await (const chunk of request) {
        chunks.push(chunk);
      }
    } catch {
      return;
    }

    const body = Buffer.concat(chunks);
    record.body = body;
    if (typeof action === 'object') {
      response.writeHead(action.status, { 'Content-Type': 'application/problem+json', ...action.headers });
      response.end(JSON.stringify(action.body ?? {}));
      return;
    }

    if (action === 'corrupt') {
      body[body.length >> 1] ^= 1;
    }

    this.#forward(request, body, response, action === 'lose');
  }

  #forward(request, body, response, lose) {
    const onward = http.request(
      { host: this.#target.hostname, port: this.#target.port, method: request.method, path: request.url, headers: request.headers, agent: false },
      (answer) => {
        if (lose) {
          answer.resume().on('end', () => request.socket.destroy());
          return;
        }

        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
        answer.on('error', () => response.destroy());
      },
    );
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    onward.end(body);
  }

  #upgrade(request, socket, head) {
    this.requests.push({ method: 'UPGRADE', path: request.url.split('?')[0] });
    if (this.refuseSockets) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }

    const host = net.connect(this.#target.port, this.#target.hostname, () => {
      const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}\r\n`);
      host.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join('')}\r\n`);
      host.write(head);
      socket.pipe(host).pipe(socket);
    });
    for (const one of [socket, host]) {
      this.#sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        this.#sockets.delete(one);
        socket.destroy();
        host.destroy();
      });
    }
  }
}
