import type * as z from 'zod';
import type { accountShape } from '../../../history/account-view.ts';
import type { audienceShape } from '../../../history/audience-view.ts';
import type { changeShape } from '../../../history/change-view.ts';
import type { editionDetailShape, editionShape } from '../../../history/digest-shapes.ts';
import type {
  correctionShape,
  foundPersonShape,
  linkedShape,
  outreachShape,
  personDetailShape,
  wrongPersonShape,
} from '../../../history/person-shapes.ts';
import type { statsShape } from '../../../history/stats.ts';
import type { trendPointShape } from '../../../history/trend.ts';

/** What the API answers, by the very shapes that it is checked against. Every text in it is a stranger's. */
export type Account = z.output<typeof accountShape>;
export type Audience = z.output<typeof audienceShape>;
export type Change = z.output<typeof changeShape>;
export type Edition = z.output<typeof editionShape>;
export type EditionDetail = z.output<typeof editionDetailShape>;
export type Suggestion = EditionDetail['suggestions'][number];
export type FoundPerson = z.output<typeof foundPersonShape>;
export type Person = z.output<typeof personDetailShape>;
export type Correction = z.output<typeof correctionShape>;
export type Linked = z.output<typeof linkedShape>;
export type WrongPerson = z.output<typeof wrongPersonShape>;
export type Outreach = z.output<typeof outreachShape>;
export type OutreachState = Outreach['state'];
export type Stats = z.output<typeof statsShape>;
export type TrendPoint = z.output<typeof trendPointShape>;
export type Network = Audience['network'];
export type Verdict = NonNullable<Change['verdict']>;
export type { SessionView } from '../../routes.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
}
