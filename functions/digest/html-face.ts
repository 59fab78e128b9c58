import { Html, html } from './html.ts';
import { LIGHT } from './palette.ts';
import { exportsDue, list, numbers, opening, segments, suggestions, troubles } from './sections-face.ts';
import { S, SANS, SERIF, STYLESHEET } from './styles.ts';
import { trend } from './trend-face.ts';
import type { DigestView } from './view.ts';

/** Our own CSS, without a character that HTML would need escaped. */
const STYLE = new Html(STYLESHEET);
/** Keeps mail programs from filling the preview line with what follows. */
const PREHEADER_END = new Html('&nbsp;&zwnj;'.repeat(40));

/**
 * The HTML part: one column of tables, 600 px at most, no picture fetched from anywhere.
 * @param chart address of the drawn trend inside the mail, `cid:…`
 */
export function drawHtml(view: DigestView, { chart }: { readonly chart?: string } = {}): string {
  return html`<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${view.subject}</title>
<style>${STYLE}</style>
</head>
<body class="p" style="margin:0;padding:0;background-color:${LIGHT.page}">
<div style="display:none;font-size:1px;line-height:1px;color:${LIGHT.page}">${view.preheader}${PREHEADER_END}</div>
<table role="none" width="100%" cellpadding="0" cellspacing="0" border="0" class="p" style="background-color:${LIGHT.page}"><tbody>
<tr><td align="center" class="o" style="padding:24px 12px;font-family:${SANS};word-break:break-word">
<table role="none" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px;text-align:left"><tbody>
${masthead(view)}
${panel(opening(view), 'border-radius:18px 18px 0 0')}
${view.suggestions !== undefined && panel(suggestions(view.suggestions))}
${view.segments.length > 0 && panel(segments(view))}
${view.sections.map((section) => panel(list(section)))}
${view.trend !== undefined && panel(trend(view.trend, chart))}
${(view.numbers.length > 0 || view.notes.length > 0) && panel(numbers(view))}
${view.troubles.length > 0 && panel(troubles(view))}
${view.exports.length > 0 && panel(exportsDue(view))}
<tr><td class="c" height="36" style="background-color:${LIGHT.card};border-radius:0 0 18px 18px;font-size:0;line-height:36px">&nbsp;</td></tr>
${footer(view)}
</tbody></table>
</td></tr>
</tbody></table>
</body>
</html>`.markup;
}

function masthead({ date }: DigestView): Html {
  return html`<tr><td class="x" style="padding:0 36px 14px">
    <table role="none" width="100%" cellpadding="0" cellspacing="0" border="0"><tbody><tr>
      <td class="a" style="font-family:${SERIF};font-size:17px;line-height:24px;color:${LIGHT.accent};letter-spacing:.5px">Rekindle</td>
      <td class="m" align="right" style="${S.muted}">${date}</td>
    </tr></tbody></table>
  </td></tr>`;
}

/** A part of the one sheet; `edge` rounds its first. */
function panel(content: Html, edge = ''): Html {
  return html`<tr><td class="c x" style="background-color:${LIGHT.card};padding:32px 36px 0;${edge}">${content}</td></tr>`;
}

function footer({ footer, unsubscribeUrl, historyUrl }: DigestView): Html {
  const link = (url: string, text: string) =>
    html`<a href="${url}" class="m" style="color:${LIGHT.muted};text-decoration:underline">${text}</a>`;
  return html`<tr><td class="x" style="padding:20px 36px 12px">
    ${footer.map((line) => html`<div class="m" style="${S.tiny};padding-bottom:8px"><span dir="auto">${line}</span></div>`)}
    <div class="m" style="${S.tiny}">${link(unsubscribeUrl, 'Unsubscribe')}${historyUrl !== undefined && html` · ${link(historyUrl, 'Full history')}`}</div>
  </td></tr>`;
}
