import type { Person, Post, World } from '../world.ts';

/** Mastodon's entities as its REST serializers write them. */

type Json = Readonly<Record<string, unknown>>;

const DAY = 24 * 60 * 60_000;

export interface Instance {
  readonly world: World;
  /** The server's own domain: its people's `acct` has no host. */
  readonly domain: string;
}

/** `user` and `host` of a person. */
function addressOf(person: Person): { readonly user: string; readonly host: string } {
  const at = person.handle.lastIndexOf('@');
  return { user: person.handle.slice(0, at), host: person.handle.slice(at + 1) };
}

/** The ActivityPub actor: the one name of a person that all servers share. */
function actorUriOf(person: Person): string {
  const { user, host } = addressOf(person);
  return person.actorUri ?? `https://${host}/users/${user}`;
}

/** What a suspended person said of themselves is withheld; that they are suspended is said. */
export function accountView({ world, domain }: Instance, person: Person, isNested = false): Json {
  const { user, host } = addressOf(person);
  const isSuspended = world.status(person.id) === 'takendown';
  const missing = `https://${domain}/avatars/original/missing.png`;
  const avatar = isSuspended ? missing : (person.avatar ?? missing);
  const header = `https://${domain}/headers/original/missing.png`;
  const movedTo = world.movedTo(person.id);
  const successor = movedTo === undefined ? undefined : world.person(movedTo);
  const isLocal = host === domain;
  return {
    id: person.id,
    username: user,
    acct: isLocal ? user : person.handle,
    display_name: isSuspended ? '' : (person.name ?? ''),
    locked: !isSuspended && person.isLocked === true,
    bot: !isSuspended && person.isBot === true,
    discoverable: !isSuspended,
    indexable: false,
    group: false,
    created_at: new Date(person.joinedAt - (person.joinedAt % DAY)).toISOString(),
    note: isSuspended ? '' : noteOf(person.bio ?? ''),
    url: `https://${host}/@${user}`,
    uri: actorUriOf(person),
    avatar,
    avatar_static: avatar,
    avatar_description: '',
    header,
    header_static: header,
    header_description: '',
    followers_count: person.reach ?? world.follows.into(person.id).length,
    following_count: person.following ?? world.follows.outOf(person.id).length,
    statuses_count: world.posts().filter((post) => post.author === person.id).length,
    last_status_at: null,
    hide_collections: isLocal ? person.hidesLists === true : (person.hidesLists ?? null),
    ...(isLocal ? { noindex: false, roles: [] } : {}),
    emojis: [],
    fields: isSuspended ? [] : (person.fields ?? []).map(fieldView),
    ...(isSuspended ? { suspended: true } : {}),
    ...(person.isMemorial === true ? { memorial: true } : {}),
    ...(successor === undefined || isSuspended || isNested
      ? {}
      : { moved: accountView({ world, domain }, successor, true) }),
  };
}

function fieldView(field: { readonly name: string; readonly value: string; readonly verifiedAt?: number }): Json {
  const verifiedAt = field.verifiedAt === undefined ? null : new Date(field.verifiedAt).toISOString();
  return { name: field.name, value: linked(field.value), verified_at: verifiedAt };
}

/** A bio as HTML: paragraphs, line breaks, links cut into visible and invisible parts. */
function noteOf(text: string): string {
  if (text === '') return '';
  return text
    .split('\n\n')
    .map((paragraph) => `<p>${paragraph.split('\n').map(linked).join('<br />')}</p>`)
    .join('');
}

function linked(text: string): string {
  return escaped(text).replace(/https?:\/\/[^\s<]+/g, (url) => {
    const [, scheme = '', rest = ''] = /^(https?:\/\/)(.*)$/.exec(url) ?? [];
    const shown = `<span class="invisible">${scheme}</span><span class="">${rest}</span><span class="invisible"></span>`;
    return `<a href="${url}" target="_blank" rel="nofollow noopener noreferrer me" translate="no">${shown}</a>`;
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export function statusView(instance: Instance, post: Post): Json | undefined {
  const { world, domain } = instance;
  const author = world.person(post.author);
  if (author === undefined || !world.isActive(author.id)) return undefined;
  const parent = post.replyTo === undefined ? undefined : world.postById(post.replyTo);
  const boosted = post.repostOf === undefined ? undefined : world.postById(post.repostOf);
  const { user, host } = addressOf(author);
  return {
    id: post.id,
    created_at: new Date(post.at).toISOString(),
    in_reply_to_id: post.replyTo ?? null,
    in_reply_to_account_id: parent?.author ?? null,
    sensitive: false,
    spoiler_text: '',
    visibility: post.visibility,
    language: 'en',
    uri: `https://${host}/users/${user}/statuses/${post.id}`,
    url: host === domain ? `https://${host}/@${user}/${post.id}` : `https://${host}/@${user}/posts/${post.id}`,
    replies_count: world.posts().filter((other) => other.replyTo === post.id).length,
    reblogs_count: world.posts().filter((other) => other.repostOf === post.id).length,
    favourites_count: world.likes.into(post.id).length,
    edited_at: null,
    content: boosted === undefined ? noteOf(post.text) : noteOf(boosted.text),
    reblog: boosted === undefined ? null : (statusView(instance, boosted) ?? null),
    account: accountView(instance, author),
    media_attachments: [],
    mentions: [],
    tags: [],
    emojis: [],
    card: null,
    poll: null,
  };
}

/** What lies between the token's owner and somebody else. */
export function relationshipView(world: World, viewer: string, other: string): Json {
  const follows = world.follows.get(viewer, other) !== undefined;
  return {
    id: other,
    following: follows,
    showing_reblogs: follows,
    notifying: false,
    languages: null,
    followed_by: world.follows.get(other, viewer) !== undefined,
    blocking: world.blocks.get(viewer, other) !== undefined,
    blocked_by: world.blocks.get(other, viewer) !== undefined,
    muting: false,
    muting_notifications: false,
    requested: false,
    requested_by: false,
    domain_blocking: false,
    endorsed: false,
    note: '',
  };
}
