import { type Html, html } from './html.ts';
import { LIGHT } from './palette.ts';
import { heading, TABLE } from './parts.ts';
import { nameLink, personRow, suggestionCard } from './person-face.ts';
import { S, SERIF } from './styles.ts';
import type { DigestView, Section } from './view.ts';
import { number } from './words.ts';

const H1 = `margin:0;font-family:${SERIF};font-size:30px;line-height:38px;font-weight:normal;color:${LIGHT.ink}`;

/** Headline, gains first, the gut check. */
export function opening({ headline, tally, lead, met, alert }: DigestView): Html {
  return html`<h1 class="i" style="${H1}">${headline}</h1>
    ${
      tally !== undefined &&
      html`<table ${TABLE} width="100%" style="margin-top:18px"><tbody><tr>
        ${tile(tally.gained, 'new', true)}${tile(tally.returned, 'back', true)}${tile(tally.lost, 'left', false)}
      </tr></tbody></table>`
    }
    ${lead !== '' && html`<div class="i" style="${S.body};padding-top:14px">${lead}</div>`}
    <div class="i" style="${S.body};font-family:${SERIF};font-size:18px;padding-top:14px">${met.sentence}</div>
    ${met.share > 0 && bar(met.share)}
    ${met.known !== '' && html`<div class="m" style="${S.tiny};padding-top:4px">${met.known}</div>`}
    ${alert !== undefined && html`<div class="a" style="${S.accent};padding-top:12px">${alert}</div>`}`;
}

function tile(count: number, label: string, isGain: boolean): Html {
  const tone = count > 0 && isGain ? 'g' : 'i';
  const color = tone === 'g' ? LIGHT.gain : LIGHT.ink;
  return html`<td width="33%" class="l" valign="top" style="border-top:2px solid ${LIGHT.line};padding:10px 0 0">
    <div class="${tone}" style="font-family:${SERIF};font-size:34px;line-height:40px;color:${color}">${number(count)}</div>
    <div class="m" style="${S.muted}">${label}</div>
  </td>`;
}

/** How many of them one has met, as a bar of two cells. */
function bar(share: number): Html {
  const percent = Math.min(99, Math.max(1, Math.round(share * 100)));
  const cell = (width: number, name: string, color: string) =>
    html`<td width="${width}%" height="6" class="${name}" style="background-color:${color};font-size:0;line-height:6px">&nbsp;</td>`;
  return html`<table ${TABLE} width="100%" style="margin-top:10px"><tbody><tr>
    ${cell(percent, 'b', LIGHT.accent)}${share < 1 && cell(100 - percent, 'r', LIGHT.line)}
  </tr></tbody></table>`;
}

export function suggestions({ title, intro, people }: Section): Html {
  return html`${heading(title, intro)}
    ${people.map((person) => html`<div style="padding-top:14px">${suggestionCard(person)}</div>`)}`;
}

export function list({ title, intro, people, more, isQuiet = false }: Section): Html {
  return html`${heading(title, intro)}
    <table ${TABLE} width="100%" style="margin-top:12px"><tbody>${people.map((person) => personRow(person, isQuiet))}</tbody></table>
    ${more !== undefined && html`<div class="m" style="${S.muted};padding-top:6px">${more}</div>`}`;
}

/** What kinds of people there are, with a name or two of each. */
export function segments({ segments }: DigestView): Html {
  const row = ({ label, count, examples }: DigestView['segments'][number]) => html`<tr>
    <td width="34%" valign="top" class="i l" style="${S.small};padding:9px 12px 9px 0;border-top:1px solid ${LIGHT.line}"><strong><span dir="auto">${capitalised(label)}</span></strong> ${number(count)}</td>
    <td valign="top" class="m l" style="${S.muted};padding:9px 0;border-top:1px solid ${LIGHT.line}">
      ${examples.map((person, index) => html`${index > 0 && ', '}${nameLink(person)}`)}
    </td>
  </tr>`;
  return html`${heading('Who they are', 'By their own words, only where those are clear.')}
    <table ${TABLE} width="100%" style="margin-top:12px"><tbody>${segments.map(row)}</tbody></table>`;
}

/** Each list with its count and what changed, then what is told as numbers only. */
export function numbers({ numbers, notes }: DigestView): Html {
  const cell = `padding:7px 0;border-top:1px solid ${LIGHT.line}`;
  const row = ({ label, count, change }: DigestView['numbers'][number]) => html`<tr>
    <td class="i l" style="${S.small};${cell}"><span dir="auto">${label}</span></td>
    <td align="right" class="i l" style="${S.small};${cell};padding-left:10px;white-space:nowrap">${count}</td>
    <td align="right" class="m l" style="${S.muted};${cell};padding-left:14px;white-space:nowrap">${change}</td>
  </tr>`;
  return html`${heading('The numbers')}
    ${numbers.length > 0 && html`<table ${TABLE} width="100%" style="margin-top:12px"><tbody>${numbers.map(row)}</tbody></table>`}
    ${notes.map((note) => html`<div class="m" style="${S.muted};padding-top:8px">${note}</div>`)}`;
}

export function troubles({ troubles }: DigestView): Html {
  return html`${heading('What could not be read')}
    ${troubles.map(
      ({
        what,
        remedy,
      }) => html`<div class="i" style="${S.small};padding-top:10px"><span dir="auto">${what}</span></div>
    <div class="m" style="${S.muted}">What helps: <span dir="auto">${remedy}</span></div>`,
    )}`;
}

/** New exports that are due, each with where it begins. */
export function exportsDue({ exports }: DigestView): Html {
  return html`${heading('Time for a new export')}
    ${exports.map(
      ({
        what,
        how,
        link,
      }) => html`<div class="i" style="${S.small};padding-top:10px"><span dir="auto">${what}</span></div>
    <div class="m" style="${S.muted}">${how}</div>
    ${link !== undefined && html`<div class="m" style="${S.muted}"><a href="${link}" class="a" style="color:${LIGHT.accent}">Ask for it here</a></div>`}`,
    )}`;
}

function capitalised(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1);
}
