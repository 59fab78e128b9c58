import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { publishTo } from '../publishing/event-bus.ts';

/** Puts changes on a bus; a module of its own, which is read only where there is one. */
export const publisher = (bus: string) => publishTo(new EventBridgeClient({ maxAttempts: 3 }), bus);
