import { DocProcessingError, DocumentsClient, DocumentUploader, ProgressTracker } from "../client/docprocessing-client.js";
import { base, session } from "./session.js";

/** Makes what the views work with, for whoever is signed in. */
export function connect() {
  const connection = { baseUrl: base, token: () => session.token };
  return {
    documents: guard(new DocumentsClient(connection)),
    uploader: new DocumentUploader({ ...connection, scope: session.user }),
    tracker: new ProgressTracker(connection),
  };
}

// A token that has run out is noticed by whichever call comes next; the page then asks for a new one.
function guard(client) {
  return new Proxy(client, {
    get(target, name) {
      return async (...parameters) => {
        try {
          return await target[name](...parameters);
        } catch (error) {
          if (error instanceof DocProcessingError && error.status === 401) {
            window.dispatchEvent(new Event("signed-out"));
          }

          throw error;
        }
      };
    },
  });
}
