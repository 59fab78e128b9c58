import { describe, expect, it } from 'vitest';
import { deploymentOf, FILLED_IN, resourcesOf, statementsOf, synthesize } from './synthesize.ts';

const off = synthesize();
const on = synthesize({ deployment: deploymentOf({ ...FILLED_IN, publishChanges: true }) });

const variablesOf = (synthesized: typeof on) =>
  JSON.stringify(resourcesOf(synthesized, 'AWS::Lambda::Function').find(({ id }) => id.startsWith('Pull'))?.Properties);

describe('the bus of told changes', () => {
  it('is not there unless it is asked for', () => {
    expect(resourcesOf(off, 'AWS::Events::EventBus')).toEqual([]);
    expect(variablesOf(off)).not.toContain('EVENT_BUS_NAME');
  });

  it('is named by its stage, known to pull alone, and takes events from it alone', () => {
    const [bus, ...others] = resourcesOf(on, 'AWS::Events::EventBus');
    expect(others).toEqual([]);
    expect(bus?.Properties['Name']).toBe('Rekindle-prod-changes');
    expect(variablesOf(on)).toContain('EVENT_BUS_NAME');
    const may = (construct: string) =>
      statementsOf(on, construct).filter(({ Action }) => Action.includes('events:PutEvents'));
    expect(may('Pull').flatMap(({ Resource }) => Resource)).toEqual([`<${bus?.id}.Arn>`]);
    for (const other of ['SendDigest', 'HistoryApi', 'MailFeedback']) expect(may(other)).toEqual([]);
  });
});
