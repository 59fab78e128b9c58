/** What a caller has to keep within. The gateway and the code both take their numbers from here. */

/** Requests a second over the whole stage, and how many at once: far above a person or a script, far below what would cost money. */
export const RATE = 20;
export const BURST = 40;

/** Wrong tokens that one address may send in a while before its answers come late. */
export const WRONG_TOKENS = 20;
export const WRONG_TOKENS_WINDOW_MS = 10 * 60_000;

/** Bytes of a body, unless a route takes more. */
export const LONGEST_BODY = 16_384;
/** Bytes of an answer: a Lambda may give 6 MB, and escaping and base64 take their part. */
export const LARGEST_ANSWER = 4_000_000;

/** Said on every answer, in the words of the IETF draft "RateLimit header fields for HTTP". */
export const RATE_LIMIT_POLICY = `"requests";q=${RATE};w=1, "wrong-tokens";q=${WRONG_TOKENS};w=${WRONG_TOKENS_WINDOW_MS / 1000}`;
