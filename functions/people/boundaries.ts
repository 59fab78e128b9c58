import type { Profile } from '../core/model.ts';
import { fold } from './words.ts';

const LONGEST = 5000;

/** "16 y/o", "I'm 15", "17 | she/her", "unter 18", "minderjährig". */
const UNDER_18 = [
  /\b(?:[89]|1[0-7])\s?(?:yo|y\/o|y\.o\.|yrs?|years?|jahre?|j\.)(?![\p{L}])/u,
  /\b(?:i'?m|i am|age|aged|bin|ich bin|alter)\s?:?\s(?:[89]|1[0-7])(?![\p{L}\p{N}%.,:/]\S)(?=\s|$|[.,!|•·/])/u,
  /(?:^|[|•·\n])\s*(?:[89]|1[0-7])\s*(?:$|[|•·\n])/u,
  /\b(?:under|unter|u)[\s-]?(?:18|16)s?\b/u,
  /\b(?:underage|minderjahrig\w*|teenager)\b/u,
  /\bminor\b(?!\s(?:in|planet|league|key)\b)/u,
];

/** "no DMs", "DMs closed", "please don't message me", "keine Nachrichten", "nicht anschreiben", "DNI". */
const NO_MESSAGES = [
  /\bno[\s-]+(?:unsolicited\s+)?(?:dms?|pms?|messages?|msgs?|direct messages?|private messages?|contact|inbox|requests?)\b/u,
  /\b(?:dms?|pms?|messages|inbox)\s?(?:are|is|:|=)?\s?(?:closed|off|disabled|not welcome|unwelcome|zu|geschlossen)\b/u,
  /\b(?:don'?t|do not|never|please no|pls no)\s+(?:dms?|pms?|message|msg|contact|write|text|interact)\b/u,
  /\b(?:not (?:accepting|reading|answering|open to)|i (?:don'?t|do not) (?:read|answer|reply to|accept))\s+(?:any\s+)?(?:dms?|pms?|messages?)\b/u,
  /\bdni\b/u,
  /\bkeine?\s+(?:\p{L}+\s)?(?:dms?|pns?|pms?|nachrichten|direktnachrichten|privatnachrichten|anfragen|kontaktanfragen|kontaktaufnahme)\b/u,
  /\bnicht\s+(?:an)?(?:schreiben|kontaktieren|ansprechen)\b/u,
  /\b(?:nachrichten|kontakt|dms?)\s+(?:sind\s+|ist\s+)?(?:unerwunscht|nicht erwunscht|nicht gewunscht)\b/u,
];

/**
 * What a profile asks of strangers, in English or German: not to be contacted, or that they are a child. Leans to
 * hearing a "no": who is left in peace by mistake loses nothing.
 */
export function boundaryOf({ name, bio }: Profile): 'under-18' | 'no-messages' | undefined {
  const text = fold(`${name ?? ''}\n${(bio ?? '').slice(0, LONGEST)}`).replace(/[ \t\u00a0]+/g, ' ');
  if (text.trim() === '') return undefined;
  if (UNDER_18.some((rule) => rule.test(text))) return 'under-18';
  return NO_MESSAGES.some((rule) => rule.test(text)) ? 'no-messages' : undefined;
}
