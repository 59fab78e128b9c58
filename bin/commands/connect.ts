import { Command, InvalidArgumentError, Option } from 'commander';
import { OAUTH_NETWORKS } from '../../functions/networks/oauth/credential.ts';
import type { SignIn } from '../../functions/networks/oauth/sign-in.ts';
import { SIGN_INS } from '../../functions/networks/oauth/sign-ins.ts';
import type { ConnectorOptions } from '../../functions/networks/registry.ts';
import { DEFAULT_FOLDER } from '../../lib/local/folder.ts';
import { readConfigFile, UsageError } from '../../lib/local/laptop-config.ts';
import { readLastConfig } from '../../lib/local/last-config.ts';
import { timeWithZone } from '../../lib/local/words.ts';
import { createAsking } from './connect/asking.ts';
import { type Connected, connectAccount } from './connect/connect-account.ts';
import { type Declared, declaredAccount } from './connect/declared.ts';
import { openKeep } from './connect/keep.ts';
import { redirectOf, stepsText } from './connect/sign-in-here.ts';
import { configOf, folderOf, type PlaceOptions, zoneThere } from './place.ts';

interface ConnectCommandOptions extends Omit<PlaceOptions, 'table'> {
  readonly account?: string;
  readonly owner?: string;
  readonly clientId?: string;
  readonly port: number;
  readonly browser: boolean;
  readonly token?: boolean;
  readonly timeout: number;
}

/** Registered with apps, so it stays the same unless somebody asks for another. */
const DEFAULT_PORT = 4180;

/** Networks at which nobody signs in, and what is done instead. */
const NOT_CONNECTED = {
  bluesky: 'Bluesky needs no credential: name the account, as in "npm start -- bluesky:YOUR.HANDLE", and it is read.',
  linkedin: 'LinkedIn lets nobody but its partners read connections. Bring its export: npm run rekindle -- import FILE',
  list: 'A list needs no credential: import it with "npm run rekindle -- import FILE --as list:NAME".',
} as const;

/** `rekindle connect NETWORK`. */
export function connectCommand(print: (text: string) => void, note: (text: string) => void): Command {
  const connect = new Command('connect')
    .description('Signs in at a network, so that an account of yours can be read, and keeps the credential.')
    .helpOption('--help', 'show this')
    .helpCommand(false);
  for (const network of OAUTH_NETWORKS) connect.addCommand(networkCommand(SIGN_INS[network], print, note));
  for (const [network, why] of Object.entries(NOT_CONNECTED)) {
    const command = new Command(network)
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() => {
        throw new UsageError(why);
      });
    connect.addCommand(command, { hidden: true });
  }
  return connect;
}

function networkCommand(signIn: SignIn, print: (text: string) => void, note: (text: string) => void): Command {
  const command = new Command(signIn.network)
    .description(`Connects an account of ${signIn.title}.`)
    .addOption(new Option('--data <DIR>', `the folder on this machine (default: ${DEFAULT_FOLDER})`))
    .addOption(new Option('--stage <NAME>', 'a deployed stage instead, with your AWS credentials').conflicts('data'))
    .option('--config <FILE>', 'the configuration, if not the one that was last used there')
    .option('--account <ACCOUNT>', `which one, such as ${signIn.network}:NAME, if several are configured`)
    .option('--owner <ID>', 'whose account it is, if several owners have it')
    .option('--port <N>', 'port of this machine that the browser comes back to', parsePort, DEFAULT_PORT)
    .option('--no-browser', 'this machine has none: paste the address that the browser elsewhere ends at')
    .option('--timeout <MINUTES>', 'how long to wait for the browser', parseMinutes, 10)
    .helpOption('--help', 'show this');
  if (signIn.app !== 'registered') command.option('--client-id <ID>', 'of your app; asked for without');
  if (signIn.tokenSteps !== undefined) command.option('--token', 'paste a token instead of signing in');
  return command
    .addHelpText('after', () => helpText(signIn))
    .action(async (options: ConnectCommandOptions) => {
      print(reportText(signIn, await connectHere(signIn, options, note), options, await zoneThere(options)));
    });
}

async function connectHere(
  signIn: SignIn,
  options: ConnectCommandOptions,
  note: (text: string) => void,
): Promise<Connected & { readonly where: string }> {
  const declared = await accountFor(signIn, options);
  const keep = openKeep(options);
  const asking = createAsking(process.stdin, process.stderr);
  try {
    const connected = await connectAccount(
      signIn,
      declared,
      { ...options, clientId: options.clientId, token: options.token === true, timeoutMs: options.timeout * 60_000 },
      { asking, say: note, secrets: keep.secrets, fetch, wall: Date.now, baseUrls: baseUrlsOf(process.env) },
    );
    return { ...connected, where: keep.where };
  } finally {
    asking.close();
    keep.close();
  }
}

/** The account as the configuration has it now; else as the folder last ran with it. */
async function accountFor(signIn: SignIn, options: ConnectCommandOptions): Promise<Declared> {
  const config = await readConfigFile(options.config);
  if (options.stage !== undefined) {
    if (config !== undefined) return declaredAccount(config, signIn.network, options);
    throw new UsageError('A deployed stage needs the configuration it was deployed with: give it with --config FILE.');
  }
  if (config === undefined) return declaredAccount(await configOf(options, folderOf(options)), signIn.network, options);
  try {
    return declaredAccount(config, signIn.network, options);
  } catch (error) {
    const last = options.config === undefined ? await readLastConfig(folderOf(options)) : undefined;
    if (last === undefined || !(error instanceof UsageError)) throw error;
    return declaredAccount(last, signIn.network, options);
  }
}

function helpText(signIn: SignIn): string {
  const redirect = redirectOf(signIn, DEFAULT_PORT);
  const parts = [stepsText('Before:', signIn.steps(redirect))];
  if (signIn.scopes.length > 0) parts.push(`It asks for: ${signIn.scopes.join(', ')}. Nothing is ever written there.`);
  if (signIn.tokenSteps !== undefined) parts.push(stepsText('With --token:', signIn.tokenSteps));
  return `\n${parts.join('\n\n')}`;
}

function reportText(
  signIn: SignIn,
  { accountId, as, followersCount, isRenewed, endsAt, where }: Connected & { readonly where: string },
  { stage }: ConnectCommandOptions,
  timeZone: string,
): string {
  const followers = followersCount === undefined ? '' : `, ${followersCount.toLocaleString('en')} followers`;
  const end =
    endsAt === undefined
      ? isRenewed
        ? 'It is renewed by itself.'
        : 'It does not end by itself.'
      : `${isRenewed ? 'It is renewed by itself; without, it ends' : 'It ends'} on ${timeWithZone(endsAt, timeZone)}, and the digest says so a week before.`;
  const next = stage === undefined ? 'The next pull uses it.' : 'The stage uses it within five minutes.';
  return `${accountId} is connected: signed in at ${signIn.title} as ${as}${followers}.\nThe credential is kept ${where}. ${end} ${next}`;
}

/** Addresses of private servers. */
function baseUrlsOf(env: Readonly<Record<string, string | undefined>>): ConnectorOptions['baseUrls'] {
  const urls = OAUTH_NETWORKS.map((network) => [network, env[`REKINDLE_${network.toUpperCase()}_URL`]] as const);
  return Object.fromEntries(urls);
}

function parsePort(value: string): number {
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('Expected a port from 1 to 65535.');
}

function parseMinutes(value: string): number {
  const minutes = Number(value);
  if (minutes > 0 && minutes <= 60) return minutes;
  throw new InvalidArgumentError('Expected minutes, at most 60.');
}
