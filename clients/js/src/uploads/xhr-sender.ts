import { networkError, stalledError } from '../errors.js';
import { Watchdog } from '../http/waiting.js';
import { formOf, type ChunkSender } from './chunk-sender.js';

/** Sends by XMLHttpRequest: of a browser's ways it alone tells how much of a body has left. */
export const sendByXhr: ChunkSender = (request) =>
  new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const watchdog = new Watchdog(request.stallTimeout, () => end(() => reject(stalledError())));
    const onAbort = () => end(() => reject(request.signal.reason));
    const end = (settle: () => void) => {
      watchdog.stop();
      request.signal.removeEventListener('abort', onAbort);
      settle();
      xhr.abort();
    };

    xhr.upload.onprogress = (event) => {
      watchdog.touch();
      request.onSent(Math.min(event.loaded, request.chunk.size));
    };
    xhr.onload = () =>
      end(() => resolve({ status: xhr.status, retryAfter: xhr.getResponseHeader('Retry-After'), body: xhr.responseText }));
    xhr.onerror = () => end(() => reject(networkError()));
    if (request.signal.aborted) {
      onAbort();
      return;
    }

    request.signal.addEventListener('abort', onAbort, { once: true });
    xhr.open('POST', request.address);
    xhr.setRequestHeader('Authorization', `Bearer ${request.token}`);
    xhr.send(formOf(request));
  });
