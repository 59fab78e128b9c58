/**
 * When the ticks come. Plain data, declared once: the stack makes EventBridge schedules of it and the laptop a timer.
 */
export interface Tick {
  readonly everyMinutes: number;
  /** 0: the next tick is the retry. EventBridge Scheduler's own default is 185 retries in 24 hours. */
  readonly retryAttempts: number;
  /** A tick that could not be delivered within this time is dropped, for the next one does its work. */
  readonly eventAgeSeconds: number;
  /** After this, the function is ended from outside; it stops by itself before. */
  readonly timeoutMinutes: number;
}

export const SCHEDULES = {
  /** Reads what is due. */
  pull: { everyMinutes: 5, retryAttempts: 0, eventAgeSeconds: 300, timeoutMinutes: 15 },
  /** Sends what is due in each recipient's own zone. */
  sendDigest: { everyMinutes: 15, retryAttempts: 0, eventAgeSeconds: 300, timeoutMinutes: 10 },
} as const satisfies Record<string, Tick>;
