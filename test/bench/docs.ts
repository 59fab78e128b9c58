/** One measured figure, as `--json` prints it. */
export interface Line {
  readonly bench: string;
  readonly n: number;
  readonly variant: string;
  readonly [figure: string]: unknown;
}

interface Facts {
  readonly machine: string;
  readonly date: string;
  readonly rounds: number;
  /** All benches; those with a `count` count once, whatever the rounds. */
  readonly whats: readonly { readonly name: string; readonly what: string; readonly count?: unknown }[];
}

const ROW = /^\| (?<bench>\S+) \| (?<n>[\d,]+) \| (?<variant>\S+) \|/;
const HEAD = ['| bench | people | variant | figures | measured |', '|---|--:|---|---|---|'];

/** The page with its table brought up to date: rows that were measured now replace older ones, the others stay. */
export function docsOf(page: string, lines: readonly Line[], { machine, date, rounds, whats }: Facts): string {
  const at = page.indexOf('## Figures');
  const intro = at === -1 ? page.trimEnd() : page.slice(0, at).trimEnd();
  const rows = new Map<string, string>();
  for (const row of page.split('\n')) {
    const found = ROW.exec(row)?.groups;
    if (found !== undefined && found['bench'] !== 'bench')
      rows.set(`${found['bench']} ${found['n']} ${found['variant']}`, row);
  }
  for (const { bench, n, variant, ...figures } of lines) {
    const people = n.toLocaleString('en');
    const times = whats.some(({ name, count }) => name === bench && count !== undefined) ? 'once' : roundsOf(rounds);
    const row = `| ${bench} | ${people} | ${variant} | ${figuresOf(figures)} | ${date}, ${machine}, ${times} |`;
    rows.set(`${bench} ${people} ${variant}`, row);
  }
  const known = whats.map(({ name, what }) => `- \`${name}\`: ${what}`);
  return [intro, '', '## Figures', '', ...known, '', ...HEAD, ...rows.values(), ''].join('\n');
}

function figuresOf(figures: Readonly<Record<string, unknown>>): string {
  const texts = Object.entries(figures).map(([name, value]) =>
    typeof value === 'object' && value !== null
      ? Object.entries(value)
          .map(([baseline, ratio]) => `**${ratio}** × ${baseline}`)
          .join(', ')
      : `${name} ${value}`,
  );
  return texts.join('; ');
}

const roundsOf = (rounds: number): string => (rounds === 1 ? '1 round' : `${rounds} rounds`);
