/** How ids begin of those whom an export shows without a name, but with the second since when they are there. */
export const NAMELESS = '#';

export const isNameless = (id: string): boolean => id.startsWith(NAMELESS);
