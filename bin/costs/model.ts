/** Units of one weekly pull of an audience in which little changes, each per person, and of a pull that finds nothing. */
export interface Units {
  /** Write request units a person: 1 % lost and gained, 5 % edited. */
  readonly writes: number;
  /** Read request units a person. */
  readonly reads: number;
  /** Write units of a pull that finds nothing new, whatever the size. */
  readonly unchangedWrites: number;
}

export interface Audience {
  readonly people: number;
  readonly audiences: number;
  readonly pullsAMonth: number;
  readonly recipients: number;
}

/** US dollars, us-east-1, on demand, November 2026, before any free tier. */
export const PRICES = {
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  /** A GB month, with point-in-time recovery. */
  storedGb: 0.25 + 0.2,
  /** Lambda on ARM. */
  gbSecond: 0.0000133334,
  invocation: 0.2e-6,
  mail: 0.0001,
  logGb: 0.5,
  schedule: 1e-6,
} as const;

const PULL_TICKS = (30.4 * 24 * 60) / 5;
const DIGEST_TICKS = (30.4 * 24 * 60) / 15;
/** A tick that finds nothing due: time at 1 GB, and reads of the table (accounts, due index, credentials, marks). */
const IDLE_TICK = { seconds: 0.25, reads: 12, logBytes: 400 };
/** Seconds at 1 GB to read and compare a thousand people; most of it waits for the network. */
const SECONDS_A_THOUSAND = 0.6;
/** Bytes a person in the table: base, log and history of a year. */
const BYTES_A_PERSON = 200;
/** Weeks in a month; changes come with time, however often it is looked. */
const WEEKS = 30.4 / 7;

/**
 * Reads what was measured out of the benchmarks' table: the bench `capacity`.
 * @throws Error if it was not measured
 */
export function measuredUnits(benchmarks: string): Units {
  const row = (variant: string): { people: number; wru: number; rru: number } => {
    const found = new RegExp(
      `^\\| capacity \\| ([\\d,]+) \\| ${variant} \\| .*?wru ([\\d.]+); rru ([\\d.]+)`,
      'm',
    ).exec(benchmarks);
    if (found === null)
      throw new Error(`docs/benchmarks.md has no row capacity, ${variant}: run npm run bench -- capacity --write-docs`);
    return { people: Number(found[1]?.replaceAll(',', '')), wru: Number(found[2]), rru: Number(found[3]) };
  };
  const weekly = row('weekly');
  return {
    writes: weekly.wru / weekly.people,
    reads: weekly.rru / weekly.people,
    unchangedWrites: row('unchanged').wru,
  };
}

/** What one account costs where there are thousands, as a simulated day measured it. */
export interface DayUnits {
  readonly accounts: number;
  /** Units an account and day, look-up and list together. */
  readonly writes: number;
  readonly reads: number;
  readonly gbSeconds: number;
  readonly usdPerMonth: number;
}

/** Reads the bench `day` out of the benchmarks' table; undefined if it was not measured. */
export function measuredDay(benchmarks: string): DayUnits | undefined {
  const found = /^\| day \| ([\d,]+) \| an-account-and-day \| (.*?) \|/m.exec(benchmarks);
  if (found === null) return undefined;
  const figure = (name: string): number => Number(new RegExp(`\\b${name} ([\\d.e-]+)`).exec(found[2] ?? '')?.[1]);
  return {
    accounts: Number(found[1]?.replaceAll(',', '')),
    writes: figure('wru'),
    reads: figure('rru'),
    gbSeconds: figure('gbSeconds'),
    usdPerMonth: figure('usdPerMonth'),
  };
}

/** What a month costs, by part, in dollars. */
export function costOf(audience: Audience, units: Units) {
  const { people, audiences, pullsAMonth, recipients } = audience;
  const ticks = PULL_TICKS + DIGEST_TICKS;
  const writes = people * units.writes * WEEKS + audiences * pullsAMonth * units.unchangedWrites;
  const reads = people * units.reads * pullsAMonth + ticks * IDLE_TICK.reads;
  const table =
    writes * PRICES.writeUnit + reads * PRICES.readUnit + ((people * BYTES_A_PERSON) / 1e9) * PRICES.storedGb;
  const seconds = ticks * IDLE_TICK.seconds + (people / 1_000) * SECONDS_A_THOUSAND * pullsAMonth;
  const functions = seconds * PRICES.gbSecond + ticks * (PRICES.invocation + PRICES.schedule);
  const mail = recipients * WEEKS * PRICES.mail;
  const rest = ((ticks * IDLE_TICK.logBytes + people * pullsAMonth * 2) / 1e9) * PRICES.logGb;
  return { table, functions, mail, rest, sum: table + functions + mail + rest };
}
