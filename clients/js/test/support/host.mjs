import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

if (!process.env.DOCPROCESSING_BASE_URL) {
  throw new Error('DOCPROCESSING_BASE_URL must say where a development host is.');
}

/** The host that the tests run against. */
export const baseUrl = process.env.DOCPROCESSING_BASE_URL.replace(/\/$/, '');

/** Asks the development host for a token; each test is a user of its own. */
export async function newToken(roles = ['user'], user = `user-${randomBytes(6).toString('hex')}`) {
  const response = await fetch(`${baseUrl}/dev/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user, roles }),
  });
  return (await response.json()).access_token;
}

/** Text of a given size that no other test's document has. */
export function madeText(bytes) {
  return randomBytes(Math.ceil((bytes * 3) / 4)).toString('base64').slice(0, bytes);
}

export function sample(name) {
  return fileURLToPath(new URL(`../../../../tests/documents/${name}`, import.meta.url));
}

export function readSample(name) {
  return readFileSync(sample(name));
}

/** A promise with its ends in the open. */
export function deferred() {
  let [resolve, reject] = [];
  const promise = new Promise((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}
