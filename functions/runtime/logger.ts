/** Structured log lines. Never a token, a person's data or a whole event. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LEVELS)[number];

/**
 * One JSON object a line, as CloudWatch reads them.
 * @param write where a line goes; standard output in a Lambda
 * @param context fields of every line, such as the request's correlation id
 */
export function jsonLogger(level: LogLevel, write: (line: string) => void, context: LogFields = {}): Logger {
  const log =
    (at: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (LEVELS.indexOf(at) >= LEVELS.indexOf(level))
        write(JSON.stringify({ level: at, message, ...context, ...fields }));
    };
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}

/** The same logger with fields in each line, such as the invocation's id: all lines of one run can be found by it. */
export function withFields(logger: Logger, context: LogFields): Logger {
  const log =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}) =>
      logger[level](message, { ...context, ...fields });
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}

/** What an error may say in a log: its class and message, cut short. Messages of our own errors hold no secrets. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: 'not an Error' };
  return { error: error.name, detail: error.message.slice(0, 300) };
}
