import { Command } from 'commander';
import { SCOPES } from '../../functions/storage/tokens.ts';
import { UsageError } from '../../lib/local/laptop-config.ts';
import { type TokenAnswer, type TokenRequest, tokenAnswer, workOnTokens } from '../../lib/local/token-work.ts';
import { askProcess } from './ask-process.ts';
import { tableOf } from './history/table.ts';
import { inPlace, type PlaceOptions, placeWords, runningProcess, withPlace, zoneThere } from './place.ts';

interface TokenOptions extends PlaceOptions {
  readonly owner?: string;
  readonly scope?: string;
  readonly expires?: string;
  readonly label?: string;
}

const DAY = 86_400_000;

/** `rekindle token create|list|revoke`. */
export function tokenCommand(print: (text: string) => void): Command {
  const command = new Command('token')
    .description('Makes, shows and ends API tokens.')
    .helpOption('--help', 'show this');
  command.addCommand(
    withPlace(new Command('create'))
      .description('Makes a token and shows it, this once.')
      .option('--owner <IDS>', 'whose data it opens; several with commas')
      .option('--scope <SCOPES>', `what for: ${SCOPES.join(', ')}; several with commas`, 'read')
      .option('--expires <DAYS>', 'when it ends: "90d"; "never" for one that does not', '90d')
      .option('--label <WORDS>', 'what it is for, in your words')
      .action(async (options: TokenOptions) => {
        const { token, tokens } = await ask(options, { action: 'create', ...wantedOf(options) });
        print(`${token}\n\nThis is shown once. It opens ${describe(tokens)}.`);
      }),
  );
  command.addCommand(
    withPlace(new Command('list'))
      .description('Shows all tokens: whose, what for, until when, last used.')
      .option('--owner <ID>', "only one owner's")
      .action(async (options: TokenOptions) => {
        const { owner } = options;
        const { tokens } = await ask(options, { action: 'list', ...(owner === undefined ? {} : { owner }) });
        const rows = tokens.map((one) => ({
          ...one,
          until: one.validUntil === undefined ? 'for ever' : new Date(one.validUntil).toISOString(),
          used: one.usedAt === undefined ? 'never' : new Date(one.usedAt).toISOString(),
        }));
        print(
          rows.length === 0
            ? 'There are no tokens.'
            : tableOf(
                rows,
                [
                  ['ID', 'id'],
                  ['OWNERS', 'owners'],
                  ['SCOPES', 'scopes'],
                  ['UNTIL', 'until'],
                  ['LAST USED', 'used'],
                  ['LABEL', 'name'],
                ],
                await zoneThere(options),
              ),
        );
      }),
  );
  command.addCommand(
    withPlace(new Command('revoke'))
      .description('Ends a token at once.')
      .argument('<ID>', 'as "token list" shows it')
      .action(async (id: string, options: TokenOptions) => {
        const { tokens } = await ask(options, { action: 'revoke', id });
        if (tokens.length === 0)
          throw new UsageError(
            `No token, or more than one, begins with "${id}". To see them: npm run rekindle -- token list ${placeWords(options)}`.trim(),
          );
        print(`Ended: it opened ${describe(tokens)}.`);
      }),
  );
  return command;
}

async function ask(options: TokenOptions, request: TokenRequest): Promise<TokenAnswer> {
  const running = options.stage === undefined ? runningProcess(options) : undefined;
  if (running === undefined) return inPlace(options, (place) => workOnTokens(place, request));
  const query = new URLSearchParams({ request: JSON.stringify(request) });
  return tokenAnswer.parse(await askProcess(running, options, { path: `/local/tokens?${query}`, method: 'POST' }));
}

function wantedOf({ owner, scope = 'read', expires = '90d', label }: TokenOptions) {
  const days = /^(?<days>\d{1,4})d$/.exec(expires)?.groups?.['days'];
  if (days === undefined && expires !== 'never')
    throw new UsageError('--expires: expected days such as "90d", or "never".');
  const scopes = SCOPES.filter((known) => scope.split(',').includes(known));
  if (scopes.length !== scope.split(',').length)
    throw new UsageError(`--scope: expected some of ${SCOPES.join(', ')}.`);
  return {
    scopes,
    ...(owner === undefined ? {} : { owners: owner.split(',') }),
    ...(days === undefined ? {} : { lastsMs: Number(days) * DAY }),
    ...(label === undefined ? {} : { name: label }),
  };
}

function describe([one]: TokenAnswer['tokens']): string {
  if (one === undefined) return 'nothing';
  const until =
    one.validUntil === undefined ? 'for ever' : `until ${new Date(one.validUntil).toISOString().slice(0, 10)}`;
  return `${one.owners.join(', ')} for ${one.scopes.join(', ')}, ${until} (${one.id})`;
}
