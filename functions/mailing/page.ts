import { createHash } from 'node:crypto';

/** A small page for a browser. */
export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const STYLE = `
:root{color-scheme:light dark;--back:#f6f3ee;--card:#fff;--ink:#26221d;--soft:#6b6359;--line:#e4ddd2;--accent:#a3452c;--on:#fff}
@media(prefers-color-scheme:dark){:root{--back:#191714;--card:#24211d;--ink:#f2ede6;--soft:#b3a99c;--line:#3a352e;--accent:#e58a6b;--on:#1b1512}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--back);color:var(--ink);
font:17px/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:460px;background:var(--card);border:1px solid var(--line);border-radius:16px;padding:32px 28px}
.brand{margin:0 0 20px;color:var(--soft);font-size:14px;letter-spacing:.04em}
h1{margin:0 0 12px;font-size:24px;line-height:1.25}
p{margin:0 0 16px}
.soft{color:var(--soft);font-size:15px;margin:0}
form{margin:24px 0 20px}
button{width:100%;padding:14px 18px;border:0;border-radius:10px;background:var(--accent);color:var(--on);font:inherit;font-weight:600;cursor:pointer}
a{color:var(--accent)}
h2{margin:28px 0 8px;font-size:18px}
label{display:block;margin:0 0 14px}
label.line{display:flex;gap:10px;align-items:baseline;margin:0 0 8px}
textarea,input[type=text],select{width:100%;margin-top:4px;padding:10px 12px;border:1px solid var(--line);border-radius:10px;background:var(--back);color:var(--ink);font:inherit}
ul{margin:0 0 16px;padding-left:20px}
blockquote{margin:0 0 16px;padding:2px 0 2px 14px;border-left:3px solid var(--accent)}
button.second{background:none;color:var(--accent);border:1px solid var(--line)}
main{overflow-wrap:anywhere}
button:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
`;

const sourceOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * No image, nothing from elsewhere, no frame around it; a form may only post to where it came from, and no script runs
 * but the very one that the page was made with.
 */
const policy = (script?: string): string =>
  [
    "default-src 'none'",
    `style-src ${sourceOf(STYLE)}`,
    ...(script === undefined ? [] : [`script-src ${sourceOf(script)}`]),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
};

/** Markup that is safe by construction: made only by {@link html}. */
export interface Html {
  readonly markup: string;
}

/** Escapes everything that is put in, except other {@link Html}. */
export function html(texts: TemplateStringsArray, ...values: readonly (string | Html)[]): Html {
  const parts = values.map((value) => (typeof value === 'string' ? escapeText(value) : value.markup));
  return { markup: texts.map((text, index) => text + (parts[index] ?? '')).join('') };
}

/** Several pieces of markup, one after the other. */
export function join(parts: readonly Html[]): Html {
  return { markup: parts.map(({ markup }) => markup).join('') };
}

/**
 * The one frame of all small pages.
 * @param script our own, never with anything of a stranger's in it; the page works without it
 */
export function page(status: number, title: string, content: Html, script?: string): Page {
  const head = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Rekindle</title>
<style>${{ markup: STYLE }}</style>
</head>`;
  const body = html`${head}
<body>
<main>
<p class="brand">Rekindle</p>
<h1>${title}</h1>
${content}
</main>${{ markup: script === undefined ? '' : `\n<script>${script}</script>` }}
</body>
</html>
`;
  return { status, headers: { ...HEADERS, 'content-security-policy': policy(script) }, body: body.markup };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
