/** The command that connects an account anew. */
export function connectCommand(accountId: string): string {
  const network = accountId.slice(0, accountId.indexOf(':'));
  return `npm run rekindle -- connect ${network} --account ${accountId}`;
}
