import type { DocumentNotification, JobProgress } from '../documents/contracts.js';
import type { DocProcessingError } from '../errors.js';
import type { ConnectionOptions } from '../http/http-api.js';
import type { RetryOptions } from '../http/retry.js';

export type Transport = 'websocket' | 'events' | 'polling';

export interface ConnectionChange {
  state: 'disconnected' | 'connecting' | 'connected' | 'reconnecting';
  /** The way that is in use. */
  transport?: Transport;
}

export interface ProgressTrackerOptions extends ConnectionOptions {
  /** What is tried, in this order: WebSocket, server-sent events, polling, by default. */
  transports?: readonly Transport[];
  /** Used in place of the global `WebSocket`; Node has one since version 22. */
  WebSocket?: typeof globalThis.WebSocket;
  retry?: Partial<Omit<RetryOptions, 'attempts'>>;
  /** How often is asked where nothing else works, in milliseconds. 2 000 by default. */
  pollInterval?: number;
  onConnectionChange?: (change: ConnectionChange) => void;
}

export interface SubscribeOptions {
  /** Each step, in order, none twice. A slow reader may get the newest step in place of those before it. */
  onProgress?: (progress: JobProgress, jobId: string) => void;
  /** The event that ends the job, whichever its status; the subscription to the job ends with it. */
  onComplete?: (progress: JobProgress, jobId: string) => void;
  /** The job cannot be followed: it does not exist, or the token is refused. The subscription to it ends. */
  onError?: (error: DocProcessingError, jobId: string) => void;
  /** The sequence after which to start; 0 for all that has happened. Without it the present state comes first. */
  since?: number;
}

export type NotificationListener = (notification: DocumentNotification) => void;
