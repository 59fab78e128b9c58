import { describe, expect, it, onTestFinished } from 'vitest';
import { audienceId } from '../../../functions/core/ids.ts';
import { validateConfig } from '../../../functions/runtime/config.ts';
import { DAY, Rig } from '../../main-job/rig.ts';
import { NOW } from '../fakes/connect.ts';
import { copyOf, PEOPLE, type Subject } from './subject.ts';
import { bluesky } from './subjects/bluesky.ts';
import { facebook } from './subjects/facebook.ts';
import { github } from './subjects/github.ts';
import { mastodon } from './subjects/mastodon.ts';
import { x } from './subjects/x.ts';
import { youtube } from './subjects/youtube.ts';

interface Audience {
  readonly count: number;
  readonly lost: number;
  readonly missing: number;
  readonly failures?: number;
  readonly error?: { readonly code: string; readonly message: string };
}

/** The whole way: an answer of another shape is an error of its own, counted and shown, and costs nobody. */
describe.each<[string, Subject]>([
  ['Bluesky', bluesky],
  ['Mastodon', mastodon],
  ['GitHub', github],
  ['X', x],
  ['Facebook', facebook],
  ['YouTube', youtube],
])('a page of another shape on %s', (_, subject) => {
  it('is counted and shown, changes nothing, and is forgotten once it is over', async () => {
    const opened = await subject.open();
    onTestFinished(() => opened.server.close());
    const { accountId, token } = subject;
    const network = accountId.slice(0, accountId.indexOf(':'));
    const { kind, item } = opened.target;
    const track = { followers: kind === 'followers', following: false, likes: kind === 'likes', stars: false };
    const account = { id: accountId, track, ...(network === 'x' && { budget: { usdPerMonth: 100 } }) };
    const digests = [{ from: 'digest@olga.example', recipients: [{ email: 'olga@olga.example' }] }];
    const config = validateConfig({ owners: [{ id: 'olga', name: 'Olga', accounts: [account], digests }] }, 'test');
    const rig = await Rig.open({
      ...{ config, urls: { [network]: opened.server.url }, now: NOW },
      ...(token !== undefined && { tokens: { [network]: token } }),
    });
    onTestFinished(() => rig.close());
    const id = audienceId(accountId, kind, item);
    const read = async () => (await rig.api<Audience>(`/v1/audiences/${id}`, 'olga')).body;
    const pullOn = async (day: number) => {
      rig.now = NOW + day * DAY;
      opened.server.resetLimits();
      await rig.pull();
    };

    await pullOn(0);
    await rig.send();
    expect(await read()).toMatchObject({ count: PEOPLE.length });

    opened.server.setFault((request) => {
      if (!subject.isList(request)) return undefined;
      return (answer) => {
        const body: unknown = copyOf(answer.body);
        subject.rows(body).splice(0, 1, {});
        return { ...answer, body };
      };
    });
    await pullOn(1);
    await pullOn(7);
    const { error, ...rest } = await read();
    expect(error).toMatchObject({
      code: 'invalid-response',
      message: expect.stringContaining('documents do not describe'),
    });
    expect(rest).toMatchObject({ failures: 2, count: PEOPLE.length, lost: 0, missing: 0 });
    await rig.send();
    expect((await rig.mails()).at(-1)?.text).toContain('could not be read');
    expect((await rig.mails()).at(-1)?.text).toContain('Look for a newer version of Rekindle');

    opened.server.setFault(undefined);
    await pullOn(8);
    const healed = await read();
    expect(healed).toMatchObject({ count: PEOPLE.length, lost: 0 });
    expect(healed).not.toHaveProperty('error');
    expect(healed).not.toHaveProperty('failures');
  });
});
