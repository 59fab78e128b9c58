import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../../functions/runtime/config-schema.ts';
import { putRemovalRequest } from '../../functions/storage/removal-requests.ts';
import { asker, depsOf } from '../history/asking.ts';
import { configOf, MailWorld, START } from './world.ts';

const config: Config = { ...configOf({ id: 'alice' }), privacy: { contact: 'privacy@brand.example' } };

let world: MailWorld;
beforeEach(async () => {
  world = await MailWorld.create();
});
afterEach(() => world.close());

/** Somebody sends the form of the public page. */
function asks(fields: Readonly<Record<string, string>>, of: Config = config) {
  const ask = asker(depsOf(world.db, { config: of, clock: world.clock }));
  return ask('/privacy', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
}

const requests = () => world.to('privacy@brand.example');

describe('asking to be removed', () => {
  it('is mailed once to the contact, in the words of whoever asks, harmless, and nobody can unsubscribe from it', async () => {
    const message = '<script>alert(1)</script>\nPlease forget me.';
    const { status, text } = await asks({ profile: '@anna@social.example', email: 'anna@mail.example', message });
    expect(status).toBe(200);
    expect(text).toContain('on its way');
    await world.send(config);
    await world.send(config);
    const [{ mail, input } = { mail: undefined, input: undefined }, ...more] = requests();
    expect(more).toEqual([]);
    expect(input?.Source).toBe('digest@sender.example');
    expect(mail?.subject).toBe('Somebody asks to be removed from Rekindle');
    expect(mail?.text).toContain('Profile: @anna@social.example\nE-mail: anna@mail.example\n');
    expect(mail?.text).toContain('Please forget me.');
    expect(mail?.html).toContain('&lt;script&gt;');
    expect(mail?.html).not.toContain('<script>');
    expect(mail?.headers.map(({ key }) => key).filter((key) => key.startsWith('list-'))).toEqual([]);
  });

  it('leads its command to the folder where there is one', async () => {
    await asks({ profile: 'bo' });
    await world.process(config, { hints: (text) => text.replace('erase PERSON', 'erase PERSON --data mine') })({});
    expect(requests()[0]?.mail?.text).toContain('npm run rekindle -- erase PERSON --data mine (history people');
  });

  it('is one mail, however many ask at once', async () => {
    for (const profile of ['@anna@social.example', 'github.com/bo', 'cy']) await asks({ profile });
    await world.send(config);
    expect(requests().map(({ mail }) => mail.subject)).toEqual(['3 people ask to be removed from Rekindle']);
    for (const profile of ['@anna@social.example', 'github.com/bo', 'cy'])
      expect(requests()[0]?.mail.text).toContain(`Profile: ${profile}\nE-mail: no address given\n`);
  });

  it('stays for the next tick if it cannot be mailed, and no log holds who asked', async () => {
    await asks({ profile: '@anna@social.example', email: 'anna@mail.example' });
    world.onSend = () => {
      throw new Error('SES is away');
    };
    await world.send(config);
    expect(requests()).toEqual([]);
    expect(world.lines).toContainEqual(expect.objectContaining({ message: 'removal requests could not be mailed' }));
    expect(JSON.stringify(world.lines)).not.toContain('anna');
    world.onSend = () => {};
    await world.send(config);
    expect(requests()).toHaveLength(1);
  });

  it('goes to the only owner’s first recipient where no contact is set, and to nobody where there are several', async () => {
    const alone = configOf({ id: 'alice' });
    await asks({ profile: 'anna' }, alone);
    await world.send(alone);
    expect(world.to('alice@mail.example').map(({ mail }) => mail.subject)).toContain(
      'Somebody asks to be removed from Rekindle',
    );
    const agency = configOf({ id: 'alice' }, { id: 'bob' });
    expect((await asks({ profile: 'anna' }, agency)).status).toBe(404);
    const page = await asker(depsOf(world.db, { config: agency }))('/privacy');
    expect(page.text).not.toContain('<form');
  });

  it('is bounded: what is no address is refused, and so are more than a hundred that wait', async () => {
    expect((await asks({ profile: ' ' })).status).toBe(400);
    expect((await asks({ profile: 'anna', email: 'nowhere' })).status).toBe(400);
    expect((await asks({ profile: 'a'.repeat(301) })).status).toBe(400);
    for (let n = 0; n < 100; n += 1) await putRemovalRequest(world.db, { profile: `p${n}`, at: START });
    const { status, headers } = await asks({ profile: 'one more' });
    expect({ status, after: headers['retry-after'] }).toEqual({ status: 429, after: '3600' });
  });
});
