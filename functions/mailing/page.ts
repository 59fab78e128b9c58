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
button:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
`;

/** No script, no image, nothing from elsewhere, no frame around it; a form may only post to where it came from. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
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

/** The one frame of all small pages. */
export function page(status: number, title: string, content: Html): Page {
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
</main>
</body>
</html>
`;
  return { status, headers: HEADERS, body: body.markup };
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
