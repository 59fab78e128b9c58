import type { Profile } from './model.ts';

/** Whether nothing but a number is known of somebody: X's archives hold no more. */
export function isBareId(id: string, profile: Pick<Profile, 'handle' | 'name'>): boolean {
  return profile.handle === id && profile.name === undefined && /^\d{1,20}$/.test(id);
}
