import type { Reply } from '../history/reply.ts';

/**
 * The page before its script: nothing of anybody is in it. Files of ours alone run and style it, by no inline word;
 * Trusted Types make the browser refuse every way of turning text into markup or script.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const SHELL = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Rekindle</title>
<link rel="icon" href="/page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page/app.css">
<script type="module" src="/page/app.js"></script>
</head>
<body>
<div id="app"><noscript><main class="plain"><h1>Rekindle</h1><p>This page needs JavaScript, its own and nobody else's.
Without it, the command line shows the same: <code>npm run rekindle -- history</code></p></main></noscript></div>
</body>
</html>
`;

export const SHELL_REPLY: Reply = {
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    // Says its origin to ourselves, nothing to others.
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    'x-robots-tag': 'noindex',
  },
  body: SHELL,
};
