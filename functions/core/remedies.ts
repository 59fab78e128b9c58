/** What to do about what could not be read, by the code of its error: for mails and for the page. */
export const REMEDIES: Readonly<Record<string, string>> = {
  'rate-limited':
    'Nothing to do: it goes on by itself when the network allows more. A token, where there is one, allows more.',
  unavailable: 'Nothing to do: it is tried again by itself. Nobody was counted as lost meanwhile.',
  'invalid-response': 'Look for a newer version of Rekindle; the network answers in a way this one does not know.',
  'not-found': 'Check the spelling of the account in the configuration, or remove it if it no longer exists.',
  'not-visible': 'Make the list visible on the network, or stop tracking it.',
  'budget-spent':
    'Raise budget.usdPerMonth of this account in the configuration, or nothing to do: it goes on by itself next month. Nobody was counted as lost meanwhile.',
  'no-credits':
    'Buy credits for the developer app at console.x.com. Nobody was counted as lost meanwhile; what was read is kept.',
  'identity-changed': 'Declare the account under its present name in the configuration.',
  internal: 'Nothing to do: it is tried again by itself. If it stays, the logs say more.',
};
