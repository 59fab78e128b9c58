import { endWhereDiskIsFull } from '../lib/local/disk-full.ts';
import { createTerminal } from '../lib/local/terminal.ts';
import { placeWords } from './commands/place.ts';
import { failureText } from './failure-text.ts';
import { rekindleProgram } from './program.ts';

/** Runs what {@link rekindleProgram} offers, and says in a sentence what a person can mend. */

const terminal = createTerminal(process.stdout, process.stderr);

const program = rekindleProgram(terminal, (text) => process.stdout.write(text));
let place = '';
program.hook('preAction', (_program, command) => {
  place = placeWords(command.opts());
});

endWhereDiskIsFull(terminal);
try {
  if (process.argv.length === 2) program.outputHelp();
  else await program.parseAsync();
} catch (error) {
  terminal.note(failureText(error, place));
  process.exitCode = 1;
}
