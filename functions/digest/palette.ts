/** Colours of the mail. Tests hold every pair that is used for text to WCAG AA (4.5 : 1), in light and in dark. */
export interface Palette {
  readonly page: string;
  readonly card: string;
  readonly ink: string;
  readonly muted: string;
  /** Links, buttons and what matters. */
  readonly accent: string;
  readonly onAccent: string;
  /** Gains. */
  readonly gain: string;
  readonly line: string;
  /** Behind quotes and small cards. */
  readonly tint: string;
}

export const LIGHT: Palette = {
  page: '#f6f0e8',
  card: '#fffdfa',
  ink: '#2c2520',
  muted: '#6d6057',
  accent: '#a8431f',
  onAccent: '#ffffff',
  gain: '#37693f',
  line: '#eadfd2',
  tint: '#f9f2e9',
};

export const DARK: Palette = {
  page: '#171412',
  card: '#211d1a',
  ink: '#f2ebe3',
  muted: '#b9aca0',
  accent: '#f2a27e',
  onAccent: '#2a1710',
  gain: '#9fd0a4',
  line: '#3a332d',
  tint: '#2a2521',
};

/** Behind initials, with {@link AVATAR_INK} on them, the same in light and dark. */
export const AVATARS = ['#f2c9ae', '#cfdcc0', '#c5d8e4', '#e8d3a6', '#e3cbe0', '#c3ddd6'] as const;
export const AVATAR_INK = '#3b2e25';
