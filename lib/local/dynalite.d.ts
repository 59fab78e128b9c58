/** dynalite 4 ships no types; this is the part that is used. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Folder of its LevelDB; in memory without. */
    readonly path?: string;
    /** How long a table stays in each passing state, in milliseconds. */
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }

  /** A server that has one `request` listener and closes its store when it is closed. */
  export default function dynalite(options?: DynaliteOptions): Server;
}
