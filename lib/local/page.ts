import type { ServerResponse } from 'node:http';
import { Html, html } from '../../functions/digest/html.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2433; --soft: #5c667a; --line: #dfe3ea; --paper: #f6f7f9; --card: #fff; --accent: #9a3b1f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7eaf0; --soft: #9aa4b5; --line: #313948; --paper: #14181f; --card: #1c222c; --accent: #ff9d7a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main, header { max-width: 60rem; margin: 0 auto; padding: 0 1rem; }
header { display: flex; align-items: baseline; gap: 1rem; padding-top: 1.25rem; }
header a { color: var(--ink); font-weight: 650; text-decoration: none; }
header span { color: var(--soft); font-size: .9rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 1.25rem 0 .5rem; overflow-wrap: anywhere; }
a { color: var(--accent); }
p.soft, .soft { color: var(--soft); }
ul.mails { list-style: none; margin: 1rem 0; padding: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
ul.mails li + li { border-top: 1px solid var(--line); }
ul.mails a { display: block; padding: .8rem 1rem; color: inherit; text-decoration: none; }
ul.mails a:hover, ul.mails a:focus-visible { background: color-mix(in srgb, var(--accent) 9%, transparent); }
ul.mails strong { display: block; overflow-wrap: anywhere; }
ul.mails span { color: var(--soft); font-size: .9rem; }
nav { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0; }
nav a { padding: .35rem .9rem; border: 1px solid var(--line); border-radius: 99px; background: var(--card); text-decoration: none; }
nav a[aria-current] { background: var(--accent); border-color: var(--accent); color: var(--card); }
iframe, pre { width: 100%; background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin: 0 0 2rem; }
iframe { height: 80vh; min-height: 28rem; display: block; }
pre { padding: 1rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .875rem; }
code { font-size: .9em; overflow-wrap: anywhere; }
`;

/** A page of this machine's own. */
export function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Rekindle</title><style>${new Html(STYLE)}</style></head>
<body><header><a href="/">Rekindle</a><span>on this machine</span></header><main>
${body}
</main></body></html>
`.markup;
}

/** Own pages run no script, load nothing from elsewhere and are shown in nobody's frame but ours. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

export function sendPage(response: ServerResponse, status: number, text: string, policy = PAGE_POLICY): void {
  send(response, status, 'text/html; charset=utf-8', text, policy);
}

export function send(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string | Uint8Array,
  policy = PAGE_POLICY,
): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  response.end(body);
}
