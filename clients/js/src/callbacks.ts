/** Calls a caller back. Its mistake must cost neither the upload nor the other listeners: it is told as an uncaught error. */
export function guard(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
