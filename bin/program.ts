import { Command } from 'commander';
import type { Terminal } from '../lib/local/terminal.ts';
import { acceptCommand } from './commands/accept.ts';
import { backupCommand } from './commands/backup.ts';
import { calendarCommand } from './commands/calendar.ts';
import { compareCommand } from './commands/compare.ts';
import { connectCommand } from './commands/connect.ts';
import { deployCommand } from './commands/deploy.ts';
import { doctorCommand } from './commands/doctor.ts';
import { eraseCommand } from './commands/erase.ts';
import { historyCommand } from './commands/history.ts';
import { importCommand } from './commands/import.ts';
import { nearCommand } from './commands/near.ts';
import { previewCommand } from './commands/preview.ts';
import { replayCommand } from './commands/replay.ts';
import { restoreCommand } from './commands/restore.ts';
import { resubscribeCommand } from './commands/resubscribe.ts';
import { statusCommand } from './commands/status.ts';
import { tokenCommand } from './commands/token.ts';

/** What a person does by hand, with a folder of this machine or a deployed stage. @param write prints as it is */
export function rekindleProgram(terminal: Terminal, write: (text: string) => void): Command {
  return new Command('rekindle')
    .description('Works with what Rekindle keeps, in a folder of this machine or in a deployed stage.')
    .helpOption('--help', 'show this')
    .helpCommand(false)
    .addCommand(importCommand(terminal.print))
    .addCommand(connectCommand(terminal.print, terminal.note))
    .addCommand(acceptCommand(terminal.print))
    .addCommand(resubscribeCommand(terminal.print))
    .addCommand(statusCommand(terminal.print))
    .addCommand(deployCommand(terminal.print))
    .addCommand(doctorCommand(terminal.print))
    .addCommand(historyCommand(terminal.print, write))
    .addCommand(tokenCommand(terminal.print))
    .addCommand(eraseCommand(terminal.print))
    .addCommand(nearCommand(terminal.print))
    .addCommand(calendarCommand(terminal.print))
    .addCommand(previewCommand(terminal.print))
    .addCommand(backupCommand(terminal))
    .addCommand(restoreCommand(terminal))
    .addCommand(replayCommand(terminal.print))
    .addCommand(compareCommand(terminal.print, terminal.note));
}
