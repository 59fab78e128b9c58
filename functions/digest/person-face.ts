import { avatar } from './avatar.ts';
import type { ActionView } from './buttons.ts';
import { type Html, html } from './html.ts';
import { LIGHT } from './palette.ts';
import type { PersonView } from './person-view.ts';
import { S } from './styles.ts';
import type { Fact } from './suggestion-facts.ts';

/** A suggestion: who, why, and how to begin. */
export function suggestionCard(person: PersonView): Html {
  const { reasons = [], starter, way, url, facts = [], lookUps = [], actions = [], meetUrl = url } = person;
  const ask = way === 'coffee' ? 'Ask for a coffee' : 'Ask for a video chat';
  return html`<table role="none" width="100%" cellpadding="0" cellspacing="0" border="0" class="t l" style="background-color:${LIGHT.tint};border:1px solid ${LIGHT.line};border-radius:14px"><tbody>
    <tr><td style="padding:20px">
      <table role="none" width="100%" cellpadding="0" cellspacing="0" border="0"><tbody><tr>
        <td width="62" valign="top">${avatar(person.personId, person.initials, 48)}</td>
        <td valign="middle">
          <p class="i" style="${S.body};font-size:18px;font-weight:bold">${nameLink(person)}</p>
          <p class="m" style="${S.muted}">${person.handle !== undefined && html`<span dir="auto">${person.handle}</span> · `}<span dir="auto">${person.meta}</span></p>
        </td>
      </tr></tbody></table>
      ${person.bio !== undefined && html`<p class="i" dir="auto" style="${S.small};padding-top:12px;line-height:21px">${person.bio}</p>`}
      <table role="none" cellpadding="0" cellspacing="0" border="0"><tbody>
        <tr><td colspan="2" height="10" style="font-size:0;line-height:10px">&nbsp;</td></tr>
        ${reasons.map(
          (reason) => html`<tr>
          <td width="16" valign="top" class="a" style="${S.accent}">•</td>
          <td class="i" style="${S.small};padding-bottom:2px"><span dir="auto">${reason}</span></td>
        </tr>`,
        )}
      </tbody></table>
      ${facts.map((one) => fact(one, 'padding-top:6px'))}
      ${lookUps.length > 0 && html`<p class="m" style="${S.muted};padding-top:6px">Look them up: ${links(lookUps)}</p>`}
      ${
        starter !== undefined &&
        html`<table role="none" width="100%" cellpadding="0" cellspacing="0" border="0"><tbody><tr>
        <td style="padding:14px 0 0"><table role="none" width="100%" cellpadding="0" cellspacing="0" border="0"><tbody><tr>
          <td class="c q" style="background-color:${LIGHT.card};border-left:3px solid ${LIGHT.accent};padding:10px 14px">
            <p class="m" style="${S.tiny}">You could begin like this</p>
            <p class="i" dir="auto" style="${S.small};font-style:italic;line-height:21px">${starter}</p>
          </td></tr></tbody></table></td>
      </tr></tbody></table>`
      }
      ${
        meetUrl !== undefined &&
        html`<p style="margin:0;padding-top:16px"><a href="${meetUrl}" class="b" style="display:inline-block;background-color:${LIGHT.accent};color:${LIGHT.onAccent};font-size:14px;font-weight:bold;line-height:20px;padding:9px 18px;border-radius:19px;text-decoration:none">${ask}</a></p>`
      }
      ${actions.length > 0 && html`<p class="m" style="${S.tiny};padding-top:14px;line-height:24px">${links(actions, 'm')}</p>`}
    </td></tr>
  </tbody></table>`;
}

/** One line of a list: who, what happened, briefly why we say so. */
export function personRow(person: PersonView, isQuiet: boolean): Html {
  const { said, evidence, bio, facts = [], actions = [] } = person;
  return html`<tr>
    <td width="50" valign="top" class="l" style="padding:12px 0;border-top:1px solid ${LIGHT.line}">${avatar(person.personId, person.initials, 36)}</td>
    <td valign="top" class="l" style="padding:12px 0;border-top:1px solid ${LIGHT.line}">
      <p class="i" style="${S.small};font-size:15px"><strong>${nameLink(person)}</strong>${person.handle !== undefined && html` <span class="m" style="color:${LIGHT.muted};font-size:13px"><span dir="auto">${person.handle}</span></span>`}</p>
      ${said !== undefined && html`<p class="${isQuiet ? 'm' : 'i'}" style="${isQuiet ? S.muted : S.small}"><span dir="auto">${said}</span></p>`}
      ${facts.map((one) => fact(one, 'padding-top:2px'))}
      ${bio !== undefined && html`<p class="m" dir="auto" style="${S.muted}">${bio}</p>`}
      ${actions.length > 0 && html`<p class="m" style="${S.muted};padding-top:4px">${links(actions)}</p>`}
      ${evidence !== undefined && html`<p class="m" style="${S.tiny}">Proof: <span dir="auto">${evidence}</span></p>`}
    </td>
  </tr>`;
}

/** Links in a row, each whole on its line; quiet ones in the colour of what stands beside them. */
function links(actions: readonly ActionView[], tone: 'a' | 'm' = 'a'): Html {
  const color = tone === 'a' ? LIGHT.accent : LIGHT.muted;
  return html`${actions.map(
    ({ label, url }, index) =>
      html`${index > 0 && ' · '}<a href="${url}" class="${tone}" style="color:${color};white-space:nowrap">${label}</a>`,
  )}`;
}

function fact({ label, text }: Fact, space: string): Html {
  return html`<p class="i" style="${S.small};${space}"><span class="m" style="color:${LIGHT.muted}">${label}:</span> <span dir="auto">${text}</span></p>`;
}

export function nameLink({ name, url }: PersonView): Html {
  return url === undefined
    ? html`<span dir="auto">${name}</span>`
    : html`<a href="${url}" class="i" style="${S.link}"><span dir="auto">${name}</span></a>`;
}
