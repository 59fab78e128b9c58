import { bareTable } from '../../fakes/bare-table.ts';
import { serveTable } from './remote-table.ts';

/** The embedded engine in a process of its own, so that its memory is not that of the tick. */
serveTable(bareTable(), process);
process.on('disconnect', () => process.exit(0));
