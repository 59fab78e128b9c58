import { type LinkPurpose, type LinkResult, readLink, signLink } from '../runtime/links.ts';

/** What a reader can say about a suggestion with one button. */
const ACTS = ['invited', 'met', 'not-now', 'wrong-place', 'wrong-person', 'never'] as const;
export type Act = (typeof ACTS)[number];

/** Long enough for a mail that is found again a year later. */
const VALID_FOR = 400 * 24 * 60 * 60 * 1000;

/** Whom a link is about, and the edition that named them. */
export interface Subject {
  readonly owner: string;
  readonly digestId: string;
  readonly period: string;
  readonly personId: string;
}

/** The links of one person in one mail. */
export interface PersonLinks {
  /** The page with a message, times and a calendar. */
  readonly meet: string;
  readonly acts: Readonly<Record<Act, string>>;
}

export type Refused = Extract<LinkResult, { ok: false }>['reason'];

const FORM = /^(?<digestId>[^:\n]+):(?<period>\d{4}-\d{2}-\d{2}):(?<act>[a-z-]+):(?<personId>[^\n]+)$/;

/**
 * Signs the links of one person in a mail: opening one shows a page, its button acts.
 * @param wall the wall clock, epoch ms
 */
export async function personLinks(
  publicUrl: string,
  signingKey: () => Promise<string>,
  subject: Subject,
  wall: number,
): Promise<PersonLinks> {
  const { owner, digestId, period, personId } = subject;
  const token = (purpose: LinkPurpose, act: string) =>
    signLink(signingKey, {
      ...{ owner, purpose, subject: `${digestId}:${period}:${act}:${personId}` },
      expiresAt: wall + VALID_FOR,
    });
  const act = async (name: Act) => `${publicUrl}/act/${await token('act', name)}`;
  const [invited, met, notNow, wrongPlace, wrongPerson, never] = await Promise.all([
    act('invited'),
    act('met'),
    act('not-now'),
    act('wrong-place'),
    act('wrong-person'),
    act('never'),
  ]);
  return {
    meet: `${publicUrl}/meet/${await token('meet', 'meet')}`,
    acts: { invited, met, 'not-now': notNow, 'wrong-place': wrongPlace, 'wrong-person': wrongPerson, never },
  };
}

/** Reads the token of a link that acts. */
export async function readAct(
  signingKey: () => Promise<string>,
  token: string,
  wall: number,
): Promise<(Subject & { readonly act: Act }) | Refused> {
  const subject = await readSubject(signingKey, token, 'act', wall);
  if (typeof subject === 'string') return subject;
  const act = ACTS.find((known) => known === subject.act);
  return act === undefined ? 'forged' : { ...subject, act };
}

/** Reads the token of a page for meeting. */
export async function readMeet(
  signingKey: () => Promise<string>,
  token: string,
  wall: number,
): Promise<Subject | Refused> {
  return readSubject(signingKey, token, 'meet', wall);
}

async function readSubject(
  signingKey: () => Promise<string>,
  token: string,
  purpose: LinkPurpose,
  wall: number,
): Promise<(Subject & { readonly act: string }) | Refused> {
  const link = await readLink(signingKey, token, { purpose, wall });
  if (!link.ok) return link.reason;
  const { digestId, period, act, personId } = FORM.exec(link.claims.subject)?.groups ?? {};
  if (digestId === undefined || period === undefined || act === undefined || personId === undefined) return 'forged';
  return { owner: link.claims.owner, digestId, period, act, personId };
}
