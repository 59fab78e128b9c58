import type { DemoPost, DemoRepository } from './member.ts';

/** Whose demo it is, the same invented person on three networks. */
export const OWNER = {
  id: 'robin',
  name: 'Robin Ahlgren',
  home: 'Leipzig, Germany',
  timeZone: 'Europe/Berlin',
  email: 'robin@demo.example',
  bio: 'Community energy and open-source tools. Cycling to all meetings. Based in Leipzig, en / de.',
  website: 'https://robin.demo.example',
  bluesky: 'robin.demo.example',
  mastodon: 'robin@social.demo.example',
  github: 'robin-demo',
  mastodonDomain: 'social.demo.example',
} as const;

export const BLUESKY_POSTS: readonly DemoPost[] = [
  {
    key: 'balcony',
    day: -9,
    text: 'Our block now has 14 balcony solar panels. The spreadsheet that got us here is open source.',
  },
  {
    key: 'meter',
    day: -6,
    text: 'Wrote a small tool that reads old electricity meters from photos. Who has a meter to test it on?',
  },
  { key: 'ride', day: -3, text: 'Cycling from Leipzig to Halle along the canal tomorrow. Slow pace, good cake.' },
  { key: 'cafe', day: 3, text: 'Repair café on Saturday: eleven toasters, nine of them live again.' },
  { key: 'poll', day: 9, text: 'If your street could share one battery, what would you want to know first?' },
  { key: 'grant', day: 15, text: 'The co-op got its grant! Thank you to everyone who read drafts at midnight.' },
  { key: 'spring', day: 31, text: 'Next up: a heat pump for the community garden. Advice welcome.' },
];

export const MASTODON_POSTS: readonly DemoPost[] = [
  { key: 'intro', day: -8, text: 'Hello from Leipzig. I write about community energy, maps and bicycles.' },
  {
    key: 'tariff',
    day: -5,
    text: 'Explained energy sharing tariffs on one page, with drawings: https://robin.demo.example/tariffs',
  },
  {
    key: 'bench',
    day: -2,
    text: 'We built a bench that charges phones from the sun. It took three attempts.\n\nPlans are free.',
  },
  { key: 'osm', day: 4, text: 'Mapped every public charging point within walking distance of a tram stop.' },
  { key: 'talk', day: 10, text: 'Slides of my talk on neighbourhood batteries are online.' },
  { key: 'winter', day: 16, text: 'Winter cycling is mostly about gloves.' },
];

export const REPOSITORIES: readonly DemoRepository[] = [
  { name: 'meter-reader', day: -400, description: 'Reads old electricity meters from photos', language: 'TypeScript' },
  { name: 'energy-sharing', day: -220, description: 'Who gets which share of the sun on the roof', language: 'Python' },
  { name: 'slow-routes', day: -90, description: 'Bicycle routes that prefer cake', language: 'TypeScript' },
  { name: 'map-style', day: -60, description: 'A fork of a map style', language: 'CSS', isFork: true },
];
