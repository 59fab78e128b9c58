import { avatar } from './avatar.ts';
import type { ActionView } from './buttons.ts';
import { type Html, html } from './html.ts';
import { LIGHT } from './palette.ts';
import type { PersonView } from './person-view.ts';
import { S } from './styles.ts';
import type { Fact } from './suggestion-facts.ts';
import { askWords, OPENING_WORDS } from './words.ts';

/** A suggestion: who, why, and how to begin. */
export function suggestionCard(person: PersonView): Html {
  const { reasons = [], starter, way = 'video', url, facts = [], lookUps = [], actions = [], meetUrl = url } = person;
  return html`<table role="none" width="100%" cellpadding="0" cellspacing="0" border="0" class="t l" style="background-color:${LIGHT.tint};border:1px solid ${LIGHT.line};border-radius:14px"><tbody>
    <tr><td style="padding:20px">
      <table role="none" width="100%" cellpadding="0" cellspacing="0" border="0"><tbody><tr>
        <td width="62" valign="top">${avatar(person.personId, person.initials, 48)}</td>
        <td valign="middle">
          <div class="i" style="${S.body};font-size:18px;font-weight:bold">${nameLink(person)}</div>
          <div class="m" style="${S.muted}">${person.handle !== undefined && html`<span dir="auto">${person.handle}</span> · `}<span dir="auto">${person.meta}</span></div>
        </td>
      </tr></tbody></table>
      ${person.bio !== undefined && html`<div class="i" dir="auto" style="${S.small};padding-top:12px;line-height:21px">${person.bio}</div>`}
      ${
        reasons.length > 0 &&
        html`<ul class="a" style="${S.accent};margin:0;padding:10px 0 0 16px">${reasons.map(
          (reason) =>
            html`<li style="padding-bottom:2px"><span class="i" dir="auto" style="color:${LIGHT.ink}">${reason}</span></li>`,
        )}</ul>`
      }
      ${facts.map((one) => fact(one, 'padding-top:6px'))}
      ${lookUps.length > 0 && html`<div class="m" style="${S.muted};padding-top:6px">Look them up: ${links(lookUps)}</div>`}
      ${
        starter !== undefined &&
        html`<table role="none" width="100%" cellpadding="0" cellspacing="0" border="0"><tbody><tr>
        <td style="padding:14px 0 0"><table role="none" width="100%" cellpadding="0" cellspacing="0" border="0"><tbody><tr>
          <td class="c q" style="background-color:${LIGHT.card};border-left:3px solid ${LIGHT.accent};padding:10px 14px">
            <div class="m" style="${S.tiny}">${OPENING_WORDS}</div>
            <div class="i" dir="auto" style="${S.small};font-style:italic;line-height:21px">${starter}</div>
          </td></tr></tbody></table></td>
      </tr></tbody></table>`
      }
      ${
        meetUrl !== undefined &&
        html`<div style="padding-top:16px"><a href="${meetUrl}" class="b" style="display:inline-block;background-color:${LIGHT.accent};color:${LIGHT.onAccent};font-size:14px;font-weight:bold;line-height:20px;padding:9px 18px;border-radius:19px;text-decoration:none">${askWords(way)}</a></div>`
      }
      ${actions.length > 0 && html`<div class="m" style="${S.tiny};padding-top:14px;line-height:24px">${links(actions, 'm')}</div>`}
    </td></tr>
  </tbody></table>`;
}

/** One line of a list: who, what happened, briefly why we say so. */
export function personRow(person: PersonView, isQuiet: boolean): Html {
  const { said, evidence, bio, facts = [], actions = [] } = person;
  return html`<tr>
    <td width="50" valign="top" class="l" style="padding:12px 0;border-top:1px solid ${LIGHT.line}">${avatar(person.personId, person.initials, 36)}</td>
    <td valign="top" class="l" style="padding:12px 0;border-top:1px solid ${LIGHT.line}">
      <div class="i" style="${S.small};font-size:15px"><strong>${nameLink(person)}</strong>${person.handle !== undefined && html` <span class="m" style="color:${LIGHT.muted};font-size:13px"><span dir="auto">${person.handle}</span></span>`}</div>
      ${said !== undefined && html`<div class="${isQuiet ? 'm' : 'i'}" style="${isQuiet ? S.muted : S.small}"><span dir="auto">${said}</span></div>`}
      ${facts.map((one) => fact(one, 'padding-top:2px'))}
      ${bio !== undefined && html`<div class="m" dir="auto" style="${S.muted}">${bio}</div>`}
      ${actions.length > 0 && html`<div class="m" style="${S.muted};padding-top:4px">${links(actions)}</div>`}
      ${evidence !== undefined && html`<div class="m" style="${S.tiny}">Proof: <span dir="auto">${evidence}</span></div>`}
    </td>
  </tr>`;
}

/** Links in a row; our own quiet ones each whole on its line, in the colour of what stands beside them. */
function links(actions: readonly ActionView[], tone: 'a' | 'm' = 'a'): Html {
  const style = tone === 'a' ? `color:${LIGHT.accent}` : `color:${LIGHT.muted};white-space:nowrap`;
  return html`${actions.map(
    ({ label, url }, index) =>
      html`${index > 0 && ' · '}<a href="${url}" class="${tone}" style="${style}">${label}</a>`,
  )}`;
}

function fact({ label, text }: Fact, space: string): Html {
  return html`<div class="i" style="${S.small};${space}"><span class="m" style="color:${LIGHT.muted}">${label}:</span> <span dir="auto">${text}</span></div>`;
}

export function nameLink({ name, url }: PersonView): Html {
  return url === undefined
    ? html`<span dir="auto">${name}</span>`
    : html`<a href="${url}" class="i" style="${S.link}"><span dir="auto">${name}</span></a>`;
}
