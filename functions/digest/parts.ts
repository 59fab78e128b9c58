import { type Html, html } from './html.ts';
import { LIGHT } from './palette.ts';
import { S, SERIF } from './styles.ts';

/** What every section of the HTML is made of. */
export const TABLE = html`role="none" cellpadding="0" cellspacing="0" border="0"`;
const H2 = `margin:0;font-family:${SERIF};font-size:21px;line-height:28px;font-weight:normal;color:${LIGHT.ink}`;

export function heading(title: string, intro?: string): Html {
  return html`<h2 class="i" style="${H2}">${title}</h2>
    ${intro !== undefined && html`<div class="m" style="${S.muted};padding-top:2px">${intro}</div>`}`;
}
