import type { Member } from './member.ts';

/** People who are not there when the demo starts; the story brings most of them. */
export const BLUESKY_NEWCOMERS: readonly Member[] = [
  {
    key: 'ilse',
    name: 'Ilse Marwood',
    bio: 'Editor of The Commons Courier. Journalist on community energy. Berlin',
    website: 'https://courier.example',
    reach: 48_300,
    likes: ['grant'],
  },
  {
    key: 'benno',
    name: 'Benno Tischler',
    bio: 'Neu hier. Fahrrad und Solar. Based in Leipzig',
    reach: 18,
    likes: ['cafe', 'poll'],
  },
  {
    key: 'ciara',
    name: 'Ciara Donnellan-Voss',
    bio: 'Community wind on the west coast. Galway',
    reach: 930,
    likes: ['poll'],
  },
  { key: 'tarek', name: 'Tarek Lindqvist-Omar', bio: 'Data journalist, Toronto. Charts about trams', reach: 6700 },
  { key: 'winnie', name: 'Winnie Bracegirdle', bio: 'Starts many sheds, finishes some', reach: 140 },
  {
    key: 'luzia',
    name: 'Luzia Ferragamo-Kehl',
    bio: 'Heat pumps for old houses. Halle (Saale)',
    reach: 390,
    likes: ['spring'],
  },
];

export const MASTODON_NEWCOMERS: readonly Member[] = [
  {
    key: 'rutanew',
    handle: 'ruta@new.demo.example',
    name: 'Rūta Vilkaitė-Storm',
    bio: 'Energy sharing, law and knitting.\n\nVilnius',
    fields: [['Web', 'https://ruta.example']],
    reach: 610,
  },
  {
    key: 'cosima',
    handle: 'cosima@social.demo.example',
    name: 'Cosima Drexhage',
    bio: 'Municipal utility person, open data. Lives in Leipzig',
    reach: 2600,
    likes: ['talk'],
  },
  {
    key: 'piet',
    handle: 'piet@mappers.example',
    name: 'Piet Zandstra-Muir',
    bio: 'Cycling in wind. Groningen',
    reach: 180,
    likes: ['winter'],
  },
];

export const GITHUB_NEWCOMERS: readonly Member[] = [
  {
    key: 'famke-p',
    name: 'Famke Pettersholm',
    bio: 'Energy modelling at an institute',
    location: 'Leipzig',
    organisation: 'Institute for Shared Energy',
    reach: 3100,
  },
  { key: 'giorgos-k', name: 'Giorgos Kalamitsis', bio: 'Maps', location: 'Chania', reach: 150 },
];
