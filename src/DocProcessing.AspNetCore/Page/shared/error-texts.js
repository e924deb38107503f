// What went wrong, in plain words, by the stable code of the error; and what to do next.

const texts = {
  // The document itself.
  empty: ["The file is empty.", "Check that you picked the right file and that it has been saved."],
  empty_file: ["The file is empty.", "Check that you picked the right file and that it has been saved."],
  encrypted: ["The document is protected with a password.", "Remove the protection in the program that made it, and upload it again."],
  damaged: ["The document is damaged.", "Open it in the program that made it, save it anew, and upload that."],
  unsupported_type: ["Files of this type cannot be read here.", "Convert it to PDF, Word or text, and upload that."],
  type_not_allowed: ["Files of this type are not accepted here.", "Convert it to PDF, Word or text, and upload that."],
  type_mismatch: ["The file is not what its name says.", "Give it the right ending, such as .pdf or .docx, and upload it again."],
  archive_bomb: ["The file unpacks to far more than its size.", "That looks like an attack, so it was not opened. Save the document anew if it is sound."],
  too_complex: ["The document is nested too deeply to be read safely.", "Save it in a simpler format, such as PDF, and upload that."],
  malware: ["Malware was found in the file.", "Do not open it. Tell whoever looks after your computers."],
  too_large: ["The file is larger than this host takes.", "Split the document, or ask the operator to raise the limit."],
  file_too_large: ["The file is larger than this host takes.", "Split the document, or ask the operator to raise the limit."],
  invalid_name: ["The file's name cannot be used.", "Rename the file and upload it again."],
  invalid_filename: ["The file's name cannot be used.", "Rename the file and upload it again."],

  // Uploads.
  upload_not_found: ["This upload is not known any more.", "Upload the file again."],
  upload_cancelled: ["This upload was cancelled.", "Upload the file again if you still want it."],
  upload_expired: ["This upload lay still for too long and was dropped.", "Upload the file again."],
  upload_completed: ["This upload is complete already.", "Find its document in the list below."],
  too_many_uploads: ["You have too many open uploads.", "Finish or cancel some of them first."],
  idempotency_conflict: ["The same upload was started with another file.", "Upload the file again."],
  use_chunked_upload: ["The file is too large for one request.", "Upload it through this page, which sends it in parts."],
  part_out_of_range: ["A part of the file does not belong to this upload.", "The file may have changed meanwhile. Upload it again."],
  part_length_mismatch: ["A part of the file has another length than announced.", "The file may have changed meanwhile. Upload it again."],
  checksum_mismatch: ["A part of the file arrived changed.", "Try again. If it happens often, something on the way damages data."],
  checksum_required: ["This host wants a checksum with every part.", "Upload the file through this page again."],
  part_busy: ["A part of the file is being written by another upload.", "Wait a moment, and try again."],
  missing_parts: ["Parts of the file are missing.", "Resume the upload; only those are sent."],
  request_incomplete: ["The connection broke in the middle.", "Try again; what has arrived is kept."],
  request_too_large: ["The request is larger than this host takes.", "Ask the operator to raise the limit."],
  field_too_large: ["One of the fields is too long.", "Shorten it and try again."],
  links_not_offered: ["This host gives no direct links.", "Use the download button instead."],

  // Jobs and documents.
  job_not_found: ["This job does not exist, or is not yours.", "It may have been deleted. Reload the list."],
  job_status_conflict: ["The job has moved on, so that is not possible now.", "Reload the list to see where it stands."],
  document_not_found: ["This document does not exist, or is not yours.", "It may have been deleted. Go back to the list."],
  document_not_ready: ["The document is not ready yet.", "Wait until its processing has come far enough."],
  stage_timeout: ["A step took longer than it may.", "Try again. If it fails again, the document may be too large."],
  job_timeout: ["Processing took longer than it may.", "Try again. If it fails again, the document may be too large."],
  delivery_limit: ["Processing broke off several times.", "This document seems to crash its workers. Tell the operator."],
  stage_failed: ["A step failed unexpectedly.", "Try again. If it fails again, tell the operator."],
  extractor_crashed: ["The program that reads such documents broke off.", "Try again, or save the document in another format."],

  // The host.
  rate_limited: ["That were too many requests in a minute.", "Wait a minute, and try again."],
  too_many_connections: ["You have this page open too often.", "Close it in other tabs and windows."],
  storage_error: ["The store for documents refused.", "Try again later. If it lasts, tell the operator."],
  storage_unavailable: ["The store for documents cannot be reached.", "Nothing is lost. It goes on by itself when the store is back."],
  state_unavailable: ["The host's records cannot be reached.", "Nothing is lost. Try again in a moment."],
  object_not_found: ["The document's content is missing in the store.", "Tell the operator."],
  multipart_not_found: ["The store does not know this upload any more.", "Upload the file again."],
  range_not_satisfiable: ["That piece of the document does not exist.", "Download it anew."],
  internal_error: ["Something unexpected went wrong on the host.", "Try again. If it lasts, tell the operator."],

  // Who and what.
  unauthenticated: ["You are not signed in any more.", "Sign in again."],
  forbidden: ["Your role does not allow this.", "Ask the operator for it if you need it."],
  invalid_request: ["The host did not understand the request.", "Check what you entered."],
  route_not_found: ["The host has no such address.", "The page may be older than the host: reload it."],
  method_not_allowed: ["The host does not offer this.", "The page may be older than the host: reload it."],
  unsupported_media_type: ["The host did not understand the request.", "The page may be older than the host: reload it."],
  websocket_required: ["Live messages need a WebSocket.", "Something between you and the host does not let it through."],

  // What this side of the network notices.
  network_error: ["The host cannot be reached.", "Check your connection, and try again."],
  stalled: ["Nothing moved for too long.", "Check your connection, and try again."],
  file_unreadable: ["The file cannot be read any more.", "It may have been moved, changed or deleted. Choose it again."],
  file_differs: ["That is not the file with which this upload began.", "Choose the same file, unchanged; or give this upload up and start anew."],
};

/** Tells an error in plain words. What this page does not know yet, the server says itself. */
export function explain(code, message) {
  const [title, advice] = texts[code] ?? [message || "Something went wrong.", "Try again. If it lasts, tell the operator."];
  return { title, advice };
}
