/** Markup that is safe to send: made by {@link html} only. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

export type HtmlValue = Html | string | number | false | undefined | readonly HtmlValue[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes for text and for quoted attributes alike. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

/**
 * A template whose values are escaped unless they are `Html` themselves: what a stranger wrote can't become markup by
 * forgetting a call. `false` and `undefined` print nothing, arrays print their items. Line breaks with their
 * indentation are dropped from the template, not from values.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = '';
  strings.forEach((part, index) => {
    markup += part.replace(/\n\s*/g, '') + print(values[index]);
  });
  return new Html(markup);
}

function print(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'object') return value.map(print).join('');
  return escapeHtml(String(value));
}

/**
 * An address that may be linked: http or https, well-formed, at most 400 characters once escaped. Everything else
 * (`javascript:`, `data:`, nonsense) is undefined, and the text stands without a link.
 */
export function safeUrl(url: string | undefined): string | undefined {
  if (url === undefined || url.length > 400 || !URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  const isWeb = parsed.protocol === 'https:' || parsed.protocol === 'http:';
  return isWeb && parsed.username === '' && escapeHtml(parsed.href).length <= 400 ? parsed.href : undefined;
}
