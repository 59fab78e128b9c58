import { Parser } from 'htmlparser2';

/** Tags that end a line, and tags whose text nobody is meant to read. */
const BREAKS = new Set(['p', 'div', 'li', 'blockquote', 'pre', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
const SILENT = new Set(['script', 'style', 'template', 'noscript', 'title']);
const MOST_READ = 200_000;

export interface HtmlText {
  readonly text: string;
  /** What its links point at, as written; still to be checked. */
  readonly links: readonly string[];
}

/**
 * Reads Mastodon's HTML (bios, fields, posts) as text: paragraphs and `<br>` become newlines, markup goes.
 * The result may hold anything a person can type, `<` included: it is text and must be escaped where it is shown.
 */
export function readHtml(html: string): HtmlText {
  let text = '';
  let silence = 0;
  const links: string[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      if (SILENT.has(name)) silence += 1;
      if (name === 'br') text += '\n';
      const href = attributes['href'];
      if (name === 'a' && href !== undefined && links.length < 100) links.push(href);
    },
    ontext(data) {
      if (silence === 0) text += data;
    },
    onclosetag(name) {
      if (SILENT.has(name)) silence -= 1;
      if (BREAKS.has(name)) text += name === 'p' ? '\n\n' : '\n';
    },
  });
  parser.write(html.slice(0, MOST_READ));
  parser.end();
  return { text, links };
}
