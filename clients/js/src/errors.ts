const retryableStatuses = new Set([408, 423, 425, 429]);

// A body that a proxy cut short, and bytes that were damaged on their way.
const retryableCodes = new Set(['network_error', 'stalled', 'checksum_mismatch', 'request_incomplete']);

/** What went wrong, as the server's problem document (RFC 9457) or the client itself says. */
export class DocProcessingError extends Error {
  override readonly name = 'DocProcessingError';

  /**
   * @param status The HTTP status; 0 when there was no answer.
   * @param code The stable code, such as `checksum_mismatch`; of the client's own: `network_error`, `stalled`, `upload_cancelled`, `file_unreadable`, `file_differs`.
   * @param detail What happened, for people.
   * @param retryAfter After how many seconds the server wants to hear it again.
   * @param details The other members of the problem document, such as `missing_parts`.
   */
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly retryAfter?: number,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(`${detail} (${code})`, options);
  }

  /** Whether sending the same again may help. */
  get retryable(): boolean {
    return retryableStatuses.has(this.status) || this.status >= 500 || retryableCodes.has(this.code);
  }
}

/** There was no answer. */
export function networkError(cause?: unknown): DocProcessingError {
  return new DocProcessingError(0, 'network_error', 'The server could not be reached, or the connection broke.', undefined, {}, { cause });
}

export function stalledError(): DocProcessingError {
  return new DocProcessingError(0, 'stalled', 'Nothing moved for too long.');
}

/** Reads a problem document, or makes do without one. */
export function problemOf(status: number, body: string, retryAfter: string | null): DocProcessingError {
  let problem: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null) {
      problem = parsed as Record<string, unknown>;
    }
  } catch {
    // A proxy's page.
  }

  const { code, detail, type: _type, title: _title, status: _status, ...details } = problem;
  return new DocProcessingError(
    status,
    typeof code === 'string' ? code : `http_${status}`,
    typeof detail === 'string' ? detail : `The server answered ${status}.`,
    secondsOf(retryAfter),
    details,
  );
}

function secondsOf(retryAfter: string | null): number | undefined {
  if (retryAfter === null || retryAfter === '') {
    return undefined;
  }

  const seconds = Number(retryAfter);
  if (Number.isFinite(seconds)) {
    return Math.max(0, seconds);
  }

  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? undefined : Math.max(0, (at - Date.now()) / 1000);
}
