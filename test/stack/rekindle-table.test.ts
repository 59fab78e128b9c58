import { describe, expect, it } from 'vitest';
import { TABLE } from '../../functions/storage/table.ts';
import { resourcesOf, synthesize } from './synthesize.ts';

const tables = resourcesOf(synthesize(), 'AWS::DynamoDB::Table');

describe('the table', () => {
  it('is one', () => {
    expect(tables).toHaveLength(1);
  });

  it('stays when the stack goes, cannot be deleted by mistake, and can be restored', () => {
    expect(tables[0]).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    });
  });

  it('is encrypted with a key that AWS owns, which costs nothing', () => {
    expect(tables[0]?.Properties['SSESpecification']).toEqual({ SSEEnabled: false });
  });

  it('costs nothing while nothing happens', () => {
    expect(tables[0]?.Properties['BillingMode']).toBe('PAY_PER_REQUEST');
  });

  it('forgets what has expired', () => {
    expect(tables[0]?.Properties['TimeToLiveSpecification']).toEqual({ AttributeName: 'expiresAt', Enabled: true });
  });

  it('has the keys and sparse indexes that the laptop has too', () => {
    const key = (hash: string, range: string) => [
      { AttributeName: hash, KeyType: 'HASH' },
      { AttributeName: range, KeyType: 'RANGE' },
    ];
    expect(tables[0]?.Properties['KeySchema']).toEqual(key(TABLE.partitionKey, TABLE.sortKey));
    expect(tables[0]?.Properties['GlobalSecondaryIndexes']).toEqual(
      TABLE.indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: key(index.partitionKey, index.sortKey),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    );
    const attributes = tables[0]?.Properties['AttributeDefinitions'];
    expect(attributes).toContainEqual({ AttributeName: 'dueAt', AttributeType: 'S' });
    expect(JSON.stringify(attributes)).not.toMatch(/"AttributeType":"[NB]"/);
  });
});
