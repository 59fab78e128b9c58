import type { PersonView } from './person-view.ts';
import { weekWords } from './trend-view.ts';
import type { DigestView, Section } from './view.ts';
import { askWords, OPENING_WORDS } from './words.ts';

const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** The plain-text part: everything the HTML says, in the same order. */
export function drawText(view: DigestView): string {
  const { tally } = view;
  const blocks: (string | undefined)[] = [
    `${view.headline.toUpperCase()}\n${view.date}`,
    tally === undefined
      ? undefined
      : [count(tally.gained, 'new'), count(tally.returned, 'back'), count(tally.lost, 'left')]
          .filter(Boolean)
          .join(' · '),
    view.lead,
    [view.met.sentence, view.met.known].filter(Boolean).join(' '),
    view.alert,
    view.suggestions === undefined ? undefined : sectionText(view.suggestions),
    segmentsText(view),
    ...view.sections.map(sectionText),
    trendText(view),
    listText(
      'The numbers',
      view.numbers.map(
        ({ label, count, change }) =>
          `${label}${count === '' ? '' : `: ${count}`}${change === '' ? '' : ` (${change})`}`,
      ),
    ),
    listText('Also', view.notes),
    listText(
      'What could not be read',
      view.troubles.map(({ what, remedy }) => `${what}\n  What helps: ${remedy}`),
    ),
    listText(
      'Time for a new export',
      view.exports.map(({ what, how, link }) => [what, how, ...(link === undefined ? [] : [link])].join('\n  ')),
    ),
    view.historyUrl === undefined ? undefined : `All of it, with names and proof: ${view.historyUrl}`,
    ['-- ', ...view.footer, `Unsubscribe: ${view.unsubscribeUrl}`].join('\n'),
  ];
  return `${blocks.filter((block) => block !== undefined && block !== '').join('\n\n')}\n`;
}

function count(value: number, word: string): string {
  return value === 0 ? '' : `${value} ${word}`;
}

function heading(title: string): string {
  return `${title.toUpperCase()}\n${'-'.repeat(Math.min(title.length, 60))}`;
}

function sectionText({ title, intro, people, more }: Section): string {
  return [
    heading(title) + (intro === undefined ? '' : `\n${intro}`),
    ...people.map(personText),
    ...(more === undefined ? [] : [more]),
  ].join('\n\n');
}

function segmentsText({ segments }: DigestView): string | undefined {
  return listText(
    'Who they are',
    segments.map(({ label, count, examples }) => {
      const names = examples.map(({ name, url }) => (url === undefined ? isolate(name) : `${isolate(name)} <${url}>`));
      return `${label}: ${count}${names.length === 0 ? '' : `, such as ${names.join(', ')}`}`;
    }),
  );
}

function trendText({ trend }: DigestView): string | undefined {
  if (trend === undefined) return undefined;
  const width = Math.max(...trend.columns.map(({ date }) => date.length));
  const most = Math.max(...trend.columns.map(({ count }) => count.length));
  return [
    `${heading(trend.title)}\n${trend.sentence}`,
    trend.columns
      .map((week) => `  ${week.date.padStart(width)}  ${week.count.padStart(most)}  ${weekWords(week)}`.trimEnd())
      .join('\n'),
    ...trend.others,
  ].join('\n\n');
}

function listText(title: string, lines: readonly string[]): string | undefined {
  return lines.length === 0 ? undefined : `${heading(title)}\n${lines.map((line) => `* ${line}`).join('\n')}`;
}

function personText(person: PersonView): string {
  const handle = person.handle === undefined ? '' : ` (${isolate(person.handle)}, ${person.meta})`;
  return [
    `* ${isolate(person.name)}${handle === '' ? ` (${person.meta})` : handle}`,
    person.said,
    person.evidence === undefined ? undefined : `Proof: ${person.evidence}`,
    person.bio === undefined ? undefined : isolate(person.bio),
    ...(person.reasons ?? []).map((reason) => `- ${reason}`),
    ...(person.facts ?? []).map(({ label, text }) => `${label}: ${isolate(text)}`),
    ...(person.starter === undefined ? [] : [`${OPENING_WORDS}:`, `“${isolate(person.starter)}”`]),
    ...(person.lookUps ?? []).map(({ label, url }) => `Look up, ${isolate(label)}: ${url}`),
    person.lookUps?.some(({ url }) => url === person.url) === true ? undefined : person.url,
    askLine(person),
    ...(person.actions ?? []).map(({ label, url }) => `${label}: ${url}`),
  ]
    .filter((line) => line !== undefined)
    .join('\n  ');
}

/** The opening asks for nothing; this is the step after it. */
function askLine({ way, meetUrl }: PersonView): string | undefined {
  if (way === undefined) return undefined;
  return meetUrl === undefined
    ? `${askWords(way)}, once you talk.`
    : `${askWords(way)} (message, times, calendar): ${meetUrl}`;
}

/** Right-to-left text keeps to itself between first-strong isolates, so that it doesn't turn what stands around it. */
function isolate(text: string): string {
  return RTL.test(text) ? `\u2068${text}\u2069` : text;
}
