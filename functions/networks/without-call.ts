/** A call as `Ask.what` names it. */
const CALL = '(?:(?:GET|POST) [^\\s()]+?|app\\.bsky\\.[A-Za-z.]+?)(?:, read again)?';
const ALONE = new RegExp(` \\(${CALL}\\)`, 'g');
const BEFORE_MORE = new RegExp(`\\(${CALL}(?:: |, )`, 'g');
const SUBJECT = new RegExp(`^${CALL} (?=answered )`);
/** In the middle of a sentence: `… does not let this token read GET /users (HTTP 403)`. */
const OBJECT = new RegExp(`(?<= (?:read|of) )${CALL}(?= )`, 'g');

/**
 * The message of a network's error without the call of its API, for mails, the page and whatever else a friend reads.
 * Whoever debugs finds it whole in the log. What the network itself said stays.
 */
export function withoutCall(message: string): string {
  return message.replace(ALONE, '').replace(BEFORE_MORE, '(').replace(SUBJECT, 'The network ').replace(OBJECT, 'it');
}
