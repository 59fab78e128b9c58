import { validateConfig } from '../../../functions/runtime/config.ts';
import type { Config } from '../../../functions/runtime/config-schema.ts';
import { OWNER } from './cast.ts';

const DAY = 24 * 60 * 60_000;

/**
 * The configuration of the demo's owner, as a file would hold it after validation.
 * @param start when the demo starts, epoch ms. Its digest is due three days after the day of the week on which the demo
 * sends one by hand, so that no two of these ever fall into the same week, summer time or not.
 */
export function demoConfig(start: number): Config {
  const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: OWNER.timeZone }).format(start + 3 * DAY);
  return validateConfig(
    {
      owners: [
        {
          id: OWNER.id,
          name: OWNER.name,
          home: OWNER.home,
          timeZone: OWNER.timeZone,
          languages: ['en', 'de'],
          interests: ['community energy', 'open-source tools', 'cycling', 'maps', 'repair cafés'],
          organisations: ['Sonnenhof energy co-op'],
          projects: ['meter-reader', 'energy-sharing'],
          offers: ['reading a draft', 'a tour of the balcony solar spreadsheet', 'fixing a bicycle'],
          accounts: [
            { id: `bluesky:${OWNER.bluesky}` },
            { id: `mastodon:${OWNER.mastodon}` },
            { id: `github:${OWNER.github}` },
          ],
          digests: [
            {
              id: 'weekly',
              weekday: weekday.toLowerCase(),
              time: '08:00',
              from: 'Rekindle <digest@demo.example>',
              recipients: [{ email: OWNER.email }],
            },
          ],
        },
      ],
    },
    'the demo',
  );
}
