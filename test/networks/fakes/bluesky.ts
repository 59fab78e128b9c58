import type { Asked, Reply } from './server.ts';

/** DIDs of invented people, in the shape of real ones. */
export const did = (name: string): string => `did:plc:${name.padEnd(24, 'z')}`;
export const OWNER = did('owner');

export const view = (name: string, more: object = {}): object => ({
  did: did(name),
  handle: `${name}.example`,
  ...more,
});

type Method = (asked: Asked) => Reply;

/** Routes by the method's last name; what is not there answers as an AppView does. */
export const xrpc =
  (methods: Readonly<Record<string, Method>>) =>
  (asked: Asked): Reply =>
    methods[asked.path.slice(asked.path.lastIndexOf('.') + 1)]?.(asked) ?? {
      status: 501,
      body: { error: 'MethodNotImplemented', message: 'Method Not Implemented' },
    };

export const refuse = (error: string, message: string): Reply => ({ status: 400, body: { error, message } });
export const GONE = refuse('InvalidRequest', 'Profile not found');
export const TAKEN_DOWN = refuse('AccountTakedown', 'Account has been suspended');
export const DEACTIVATED = refuse('AccountDeactivated', 'Account is deactivated');
