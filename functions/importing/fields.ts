/** The fields of a person that a list can carry. */
export const LIST_FIELDS = [
  'id',
  'url',
  'handle',
  'email',
  'name',
  'firstName',
  'lastName',
  'bio',
  'location',
  'organisation',
  'avatar',
  'website',
  'reach',
  'since',
] as const;
export type ListField = (typeof LIST_FIELDS)[number];

/** Other names of the fields, in lower case without spaces, hyphens and underscores. What is not named is not read. */
export const FIELD_NAMES: Readonly<Record<ListField, readonly string[]>> = {
  id: ['id', 'userid', 'accountid', 'personid', 'memberid', 'did', 'key'],
  handle: [
    'handle',
    'username',
    'user',
    'login',
    'screenname',
    'acct',
    'account',
    'accountaddress',
    'nick',
    'nickname',
  ],
  url: ['url', 'profileurl', 'profile', 'profilelink', 'link', 'href', 'htmlurl'],
  // Only to recognise people by, where nothing else is there: an address itself is not kept.
  email: ['email', 'emailaddress', 'mail', 'mailaddress', 'emailadresse', 'mailadresse'],
  name: ['name', 'displayname', 'fullname'],
  firstName: ['firstname', 'givenname', 'forename'],
  lastName: ['lastname', 'familyname', 'surname'],
  bio: ['bio', 'description', 'about', 'note', 'summary', 'headline'],
  location: ['location', 'city', 'place', 'town'],
  organisation: ['organisation', 'organization', 'company', 'employer'],
  avatar: ['avatar', 'avatarurl', 'picture', 'image'],
  website: ['website', 'homepage', 'blog'],
  reach: ['reach', 'followers', 'followerscount', 'followercount'],
  since: ['since', 'followedat', 'followedon', 'joinedat', 'connectedon', 'subscribedat'],
};

const BY_NAME: ReadonlyMap<string, ListField> = new Map(
  LIST_FIELDS.flatMap((field) => FIELD_NAMES[field].map((name) => [name, field] as const)),
);

/** The field that a column or property means; undefined for one that is not read. */
export function fieldOf(name: string): ListField | undefined {
  return BY_NAME.get(name.toLowerCase().replace(/[\s_-]+/g, ''));
}
