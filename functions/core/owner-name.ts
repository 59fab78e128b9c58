/** What an owner is called who never said a name: accounts on the command line come without one. */
export const NOBODYS_NAME = 'Me';

/** Whether an owner's name can stand in a sentence. */
export const hasName = (owner: { readonly name: string }): boolean => owner.name !== NOBODYS_NAME;
