// What the host answers, member by member as the HTTP contract says.

export type Priority = 'low' | 'normal' | 'high' | 'critical';
export type JobStatus = 'uploading' | 'pending' | 'processing' | 'completed' | 'rejected' | 'failed' | 'cancelled' | 'expired';
export type Stage = 'upload' | 'validation' | 'extraction' | 'analysis' | 'indexing' | 'completion' | (string & {});

const terminal: ReadonlySet<string> = new Set(['completed', 'rejected', 'failed', 'cancelled', 'expired']);

/** Whether a job of this status has come to its end. */
export function isTerminal(status: JobStatus): boolean {
  return terminal.has(status);
}

export interface JobError {
  code: string;
  stage?: Stage | null;
  attempt: number;
  retryable: boolean;
  message: string;
}

/** One step of a job's way. */
export interface JobProgress {
  /** The event's number in its job. */
  sequence: number;
  status: JobStatus;
  stage?: Stage | null;
  /** From 0 to 100. */
  progress: number;
  /** From 0 to 100. */
  stage_progress: number;
  message?: string | null;
  bytes_processed: number;
  total_bytes: number;
  attempt: number;
  timestamp: string;
  error?: JobError | null;
}

export interface Job {
  job_id: string;
  document_id: string;
  status: JobStatus;
  priority: Priority;
  filename: string;
  file_size: number;
  content_type: string;
  document_type?: string | null;
  stage?: Stage | null;
  progress: number;
  attempt: number;
  completed_stages: Stage[];
  cancel_requested: boolean;
  error?: JobError | null;
  warnings: { code: string; message: string }[];
  reused_from?: string | null;
  created_at: string;
  submitted_at?: string | null;
  started_at?: string | null;
  finished_at?: string | null;
  not_before?: string | null;
}

export interface JobPage {
  jobs: Job[];
  next_cursor?: string | null;
}

export interface JobHistory {
  job_id: string;
  events: JobProgress[];
}

export interface Checksum {
  algorithm: 'md5' | 'sha256';
  hex: string;
}

export interface DocumentInfo {
  document_id: string;
  job_id: string;
  status: JobStatus;
  filename: string;
  file_size: number;
  content_type: string;
  document_type?: string | null;
  content_checksum?: Checksum | null;
  reused_from?: string | null;
  created_at: string;
  finished_at?: string | null;
}

export interface DocumentAnalysis {
  document_id: string;
  title?: string | null;
  authors: string[];
  created_at?: string | null;
  modified_at?: string | null;
  language?: string | null;
  language_confidence: number;
  word_count: number;
  character_count: number;
  page_count?: number | null;
  headings: { level: number; text: string; page?: number | null }[];
  key_phrases: string[];
  content_checksum?: Checksum | null;
  custom: Record<string, string>;
}

export interface SearchResult {
  document_id: string;
  filename: string;
  /** Higher is better; comparable within one answer only. */
  score: number;
  /** HTML: found words stand in `mark` elements, everything else is escaped. */
  snippet: string;
  page?: number | null;
}

export interface UploadSession {
  upload_id: string;
  job_id: string;
  document_id: string;
  chunk_size: number;
  total_parts: number;
  expires_at: string;
  status: string;
}

export interface UploadStatus extends UploadSession {
  filename: string;
  file_size: number;
  received_parts: number[];
  missing_parts: number[];
  bytes_received: number;
  progress: number;
  created_at: string;
}

export interface ActiveUpload extends UploadSession {
  filename: string;
  file_size: number;
  received_parts: number;
  bytes_received: number;
  progress: number;
  created_at: string;
}

export interface ChunkReceipt {
  upload_id: string;
  part_number: number;
  size: number;
  etag: string;
  received_parts: number;
  total_parts: number;
  progress: number;
}

export interface AcceptedDocument {
  job_id: string;
  document_id: string;
  status: JobStatus;
}

export interface ProcessingMetrics {
  timestamp: string;
  window_seconds: number;
  jobs: Record<JobStatus, number>;
  queue: { waiting: Record<Priority, number>; oldest_wait_seconds?: number | null; workers: number; busy: number };
  stages: Record<string, { runs: number; failures: number; error_rate: number; mean_seconds: number; p50_seconds: number; p95_seconds: number }>;
  completed_per_minute: number;
  resources: { cpu_fraction: number; memory_bytes: number; running_jobs: number; throttled: boolean };
  indexed_documents: number;
}

export interface SocketChannelStats {
  connections: number;
  subscriptions: number;
  messages_sent: number;
  messages_received: number;
  bytes_sent: number;
  coalesced: number;
}

export interface SocketStats extends SocketChannelStats {
  channels: Record<string, SocketChannelStats & { opened: number }>;
}

export interface Health {
  status: 'healthy' | 'degraded' | 'unhealthy';
  components?: Record<string, { status: string; description?: string | null }> | null;
}

export interface DocumentNotification {
  id: string;
  kind: string;
  job_id: string;
  document_id: string;
  message: string;
  timestamp: string;
}
