// Runs the tests: all, or the files that are named. They need a development host: DOCPROCESSING_BASE_URL.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const named = process.argv.slice(2);
const files = named.length > 0 ? named : readdirSync(here).filter((name) => name.endsWith('.test.mjs'));

// Since version 22 Node has WebSocket without a flag.
const flags = typeof WebSocket === 'undefined' ? ['--experimental-websocket', '--disable-warning=ExperimentalWarning'] : [];
const run = spawnSync(process.execPath, [...flags, '--test', '--test-reporter=tap', ...files.map((name) => join(here, name))], { stdio: 'inherit' });
process.exit(run.status ?? 1);
