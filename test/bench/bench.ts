/** One thing that is measured, in several ways that must come to the same. */
export interface Bench {
  readonly name: string;
  /** One line for whoever reads the table. */
  readonly what: string;
  /** People, unless `--n` says otherwise. */
  readonly sizes: readonly number[];
  /** Every variant is told as a ratio to these, as far as they ran. */
  readonly baselines: readonly string[];
  /** Makes the input in `dir`, once for all variants. */
  prepare(n: number, dir: string): Promise<void>;
  /** What is timed, each in a process of its own; gives what it found. */
  readonly variants: Readonly<Record<string, (n: number, dir: string) => Promise<string> | string>>;
  /** Variants that do only a part of the work, and so come to less. */
  readonly partial?: readonly string[];
  /** Makes the input as it was, before each run. */
  reset?(dir: string): Promise<void>;
  /** What is timed as whole processes, their start included; they are run in `dir`. */
  readonly programs?: Readonly<Record<string, Program>>;
  /** What a program has left in `dir`. @throws Error if that is wrong */
  found?(dir: string): string;
}

/** TypeScript that is bundled as the functions are, or a command line of the shell, if the machine has what it `needs`. */
export type Program = { readonly script: string } | { readonly needs: string; readonly command: string };

/** Measured once, because it is counted and not timed: capacity, bytes. */
export interface CountBench {
  readonly name: string;
  readonly what: string;
  readonly sizes: readonly number[];
  count(n: number, dir: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}
