import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';
import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { BareTable } from '../../fakes/bare-table.ts';

/** One end of a pipe between two processes: a child, or one's own process towards its parent. */
type Pipe = ChildProcess | NodeJS.Process;

interface Asked {
  readonly id: number;
  readonly command: string;
  readonly input: unknown;
}

/** Errors travel as their fields. */
interface Answered {
  readonly id: number;
  readonly output?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
}

/** Starts another process of this program's whose memory is its own, with room for much. */
export function startProcess(file: string, ...args: readonly string[]) {
  return fork(resolve(import.meta.dirname, file), args, {
    serialization: 'advanced',
    execArgv: ['--max-old-space-size=14000'],
  });
}

/** A table at the other end of a pipe. */
export function tableOver(pipe: Pipe): BareTable {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  pipe.on('message', (message: unknown) => {
    const { id, output, error } = message as Answered;
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(output);
    else asked?.reject(asSdkError(error));
  });
  const ask = (command: string, input: unknown): Promise<unknown> => {
    last += 1;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(last, answer);
    pipe.send?.({ id: last, command, input } satisfies Asked);
    return answer.promise;
  };
  return {
    client: (around) => {
      const send = async (command: { readonly input: object; readonly constructor: { readonly name: string } }) => {
        const { name } = command.constructor;
        const call = async ({ input }: { input: unknown }) => ({ output: await ask(name, input) });
        const commandName = name.replace(/Command$/, '').replace(/(?<=Get|Put|Update|Delete|Write)$/, 'Item');
        const asked = around?.(call, { commandName: `${commandName}Command` }) ?? call;
        return (await asked({ input: command.input })).output;
      };
      return { send, destroy: () => undefined } as object as DynamoDBDocumentClient;
    },
  };
}

/** Answers whoever is at the other end of a pipe from a table. */
export function serveTable(table: BareTable, pipe: Pipe): void {
  const client = table.client();
  pipe.on('message', (message: unknown) => {
    const { id, command, input } = message as Asked;
    const tell = (answer: Answered): unknown => pipe.send?.(answer);
    client.send(asCommand(command, input)).then(
      (output) => tell({ id, output }),
      (error: Error) => tell({ id, error: { name: error.name, message: error.message } }),
    );
  });
}

/** The engine goes by a command's class name and input, and by nothing else of it. */
function asCommand(name: string, input: unknown): never {
  const command = { input };
  Object.defineProperty(command, 'constructor', { value: { name } });
  return command as never;
}

function asSdkError({ name, message }: { readonly name: string; readonly message: string }): Error {
  const said = { message, $metadata: { httpStatusCode: 400 } };
  if (name === 'ResourceInUseException') return new ResourceInUseException(said);
  if (name === 'ConditionalCheckFailedException') return new ConditionalCheckFailedException(said);
  return new DynamoDBServiceException({ ...said, name, $fault: 'client' });
}
