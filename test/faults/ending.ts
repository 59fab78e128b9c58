import type { Ending } from './scenario.ts';

/** What is wrong with how it ended; nothing, if nothing was lost, told twice, mailed twice or left undone. */
export function faultsOf(ending: Ending): string[] {
  const wrong: string[] = [];
  const say = (what: string, found: readonly string[], wanted: readonly string[]) => {
    if (JSON.stringify(found) !== JSON.stringify(wanted)) {
      wrong.push(`${what}: found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
    }
  };
  say('who is there', ending.present, ending.following);
  say('what was told', ending.told, ending.truth);
  say('left undone', ending.unfinished, []);
  const twice = ending.mails.filter((mail, n) => ending.mails.indexOf(mail) !== n);
  say('mailed twice', twice, []);
  for (const to of ['olive@olive.example', 'otto@olive.example']) {
    const weeks = ending.mails.filter((mail) => mail.startsWith(to)).length;
    say(`weeks that ${to} heard of`, [String(weeks)], [String(ending.weeks)]);
  }
  return wrong;
}
