/** Where a person's buttons lead. */
export interface PersonButtons {
  /** The page with a message, times and a calendar. */
  readonly meet: string;
  readonly acts: Readonly<Record<'invited' | 'met' | 'not-now' | 'wrong-place' | 'wrong-person' | 'never', string>>;
}

/** One link under a person. */
export interface ActionView {
  readonly label: string;
  readonly url: string;
}

const LABELS: Readonly<Record<keyof PersonButtons['acts'], string>> = {
  invited: 'Invited',
  met: 'Met',
  'not-now': 'Not now',
  'wrong-place': 'Wrong place',
  'wrong-person': 'Wrong person',
  never: 'Never again',
};

/** The links of a suggestion, in the order in which things happen. */
export function suggestionActions({ acts }: PersonButtons): readonly ActionView[] {
  const all = ['invited', 'met', 'not-now', 'wrong-place', 'wrong-person', 'never'] as const;
  return all.map((act) => ({ label: LABELS[act], url: acts[act] }));
}

/** The links of somebody whom the owner knows already. */
export function friendActions({ meet, acts }: PersonButtons): readonly ActionView[] {
  return [
    { label: 'Write to them', url: meet },
    { label: 'We were in touch', url: acts.met },
    { label: LABELS['not-now'], url: acts['not-now'] },
    { label: LABELS.never, url: acts.never },
  ];
}
