import { build } from 'esbuild';
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const port = Number(process.env.DOCPROCESSING_PAGE_PORT);
const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A page of an application of its own, on another origin than the host's, in a real browser. */
export class Browser {
  #browser;
  #server;
  #scripts = new Map();

  /** Starts both; they end with the test, or with the file's tests. */
  static async start(context) {
    const executablePath = candidates.find(existsSync);
    if (!executablePath) {
      throw new Error('No Chromium: run eng/services/install chromium.');
    }

    const browser = new Browser();
    context.after(() => browser.#close());
    browser.#server = http.createServer((request, response) => browser.#serve(request, response));
    await new Promise((resolve) => browser.#server.listen(port, '127.0.0.1', resolve));
    browser.#browser = await chromium.launch({
      executablePath,
      timeout: 120_000,
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--host-resolver-rules=MAP insecure.test 127.0.0.1'],
    });
    return browser;
  }

  /** Opens the page. What it says on its console and what it throws is shown with the test. */
  async open({ host = `127.0.0.1:${port}` } = {}) {
    const page = await (await this.#browser.newContext()).newPage();
    page.setDefaultTimeout(60_000);
    page.on('console', (message) => console.log(`page: ${message.text()}`));
    page.on('pageerror', (error) => console.log(`page: ${error.stack}`));
    await page.goto(`http://${host}/`);
    return page;
  }

  /** Makes a module of a page's own out of a snippet, its packages included. Returns its path. */
  async script(name, contents) {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: root, loader: 'js' },
      bundle: true,
      format: 'esm',
      platform: 'browser',
      write: false,
      logLevel: 'silent',
    });
    this.#scripts.set(`/${name}.js`, outputFiles[0].contents);
    return `/${name}.js`;
  }

  #serve(request, response) {
    const path = request.url.split('?')[0];
    const served = ['/docprocessing-client.js', '/hash-worker.js'].includes(path) ? readFileSync(join(root, 'dist', path)) : this.#scripts.get(path);
    response.setHeader('Content-Security-Policy', `default-src 'none'; script-src 'self'; worker-src 'self'; connect-src http://127.0.0.1:* ws://127.0.0.1:*`);
    if (served) {
      response.setHeader('Content-Type', 'text/javascript').end(served);
    } else {
      response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Test</title><input type="file" multiple>');
    }
  }

  async #close() {
    await this.#browser?.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
