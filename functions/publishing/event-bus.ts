import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { CHANGE_EVENT_SOURCE, CHANGE_EVENT_TYPE, type ChangeEvent } from './change-event.ts';

/** Brings events to whoever listens; throws if even one could not be handed over. */
export type Publish = (events: readonly ChangeEvent[]) => Promise<void>;

/** EventBridge takes ten entries and 256 KB a request; ours are small. */
const MOST_ENTRIES = 10;
/** Requests for the same entries, at most: EventBridge refuses single ones when it is throttled. */
const MOST_TRIES = 4;

/** Puts events on a bus; entries that it refuses are tried again, the others not. */
export function publishTo(client: EventBridgeClient, busName: string): Publish {
  return async (events) => {
    for (let at = 0; at < events.length; at += MOST_ENTRIES) {
      let left: PutEventsRequestEntry[] = events.slice(at, at + MOST_ENTRIES).map((event) => ({
        EventBusName: busName,
        Source: CHANGE_EVENT_SOURCE,
        DetailType: CHANGE_EVENT_TYPE,
        Time: new Date(event.detectedAt),
        Detail: JSON.stringify(event),
      }));
      for (let tries = 1; left.length > 0; tries += 1) {
        const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: left }));
        left = left.filter((_, n) => Entries[n]?.ErrorCode !== undefined);
        if (left.length > 0 && tries === MOST_TRIES) throw new Error('EventBridge keeps refusing events.');
      }
    }
  };
}
