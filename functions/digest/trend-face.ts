import { CHART_WIDTH } from './chart.ts';
import { type Html, html } from './html.ts';
import { LIGHT } from './palette.ts';
import { heading, TABLE } from './parts.ts';
import { S } from './styles.ts';
import type { TrendView } from './trend-view.ts';

/** Height of the tallest bar, px. */
const TALLEST = 36;

/**
 * The totals as a picture, and beneath each week who came and who left as bars of HTML. The bars need no picture, so
 * with pictures off, or if none could be drawn, the weeks can still be read; the picture's own words stand in its place.
 * @param picture address of the drawn chart (`cid:…`); without, the bars stand alone
 */
export function trend(view: TrendView, picture: string | undefined): Html {
  const { title, sentence, alt, columns, hasChanges, others } = view;
  return html`${heading(title, sentence)}
    ${
      picture !== undefined &&
      html`<div class="m" style="${S.tiny};padding-top:14px"><img src="${picture}" alt="${alt}" width="${CHART_WIDTH}" class="m" style="display:block;width:100%;height:auto;border:0;color:${LIGHT.muted};font-size:13px;line-height:18px"></div>`
    }
    ${hasChanges && bars(columns, picture === undefined)}
    ${others.map((line) => html`<div class="m" style="${S.muted};padding-top:8px">${line}</div>`)}`;
}

function bars(columns: TrendView['columns'], isAlone: boolean): Html {
  const most = Math.max(1, ...columns.flatMap(({ gained, lost }) => [gained, lost]));
  const width = `${Math.floor(1000 / columns.length) / 10}%`;
  const [first, last] = [columns[0], columns.at(-1)];
  const up = ({ gained }: TrendView['columns'][number]) =>
    html`<td width="${width}" class="g" style="${VALUE};color:${LIGHT.gain}">${gained > 0 && html`${short(gained, '+')}${bar(gained / most, 'G', LIGHT.gain)}`}</td>`;
  const down = ({ lost }: TrendView['columns'][number]) =>
    html`<td width="${width}" class="m l" style="${VALUE};color:${LIGHT.muted};border-top:1px solid ${LIGHT.line}">${lost > 0 && html`${bar(lost / most, 'M', LIGHT.muted)}${short(lost, '−')}`}</td>`;
  return html`<table ${TABLE} width="100%" style="margin-top:${isAlone ? 14 : 8}px"><tbody>
    <tr align="center" valign="bottom">${columns.map(up)}</tr>
    <tr align="center" valign="top">${columns.map(down)}</tr>
  </tbody></table>
  <table ${TABLE} width="100%" style="margin-top:4px"><tbody><tr>
    <td class="m" style="${S.tiny}">${isAlone && first !== undefined && `${first.date}: ${first.count}`}</td>
    <td class="m" align="${isAlone ? 'center' : 'left'}" style="${S.tiny}">Each week <span class="g" style="color:${LIGHT.gain}">■</span> new or back <span class="m" style="color:${LIGHT.muted}">■</span> left</td>
    <td class="m" align="right" style="${S.tiny}">${isAlone && last !== undefined && `${last.date}: ${last.count}`}</td>
  </tr></tbody></table>`;
}

const VALUE = 'padding:2px 1px;font-size:10px;line-height:14px';

/** "+12", "1.2K": a column on a phone has room for four characters. */
function short(count: number, sign: string): string {
  return count < 1000 ? `${sign}${count}` : COMPACT.format(count);
}
const COMPACT = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumSignificantDigits: 2 });

/** A block as high as its share; its colour is the dark scheme's to change. */
function bar(share: number, name: string, color: string): Html {
  const height = Math.max(2, Math.round(share * TALLEST));
  return html`<div class="${name}" style="background-color:${color};margin:0 4px;font-size:0;line-height:${height}px">&nbsp;</div>`;
}
