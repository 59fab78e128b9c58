import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { TABLE } from '../functions/storage/table.ts';

const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem'];
const WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'];

/**
 * The one table. Kept when the stack goes, protected from deletion, restorable to any second of the last 35 days.
 * Encrypted with a key that AWS owns: a key of our own would cost $1 a month and protect from nobody who can read
 * the table.
 */
export class RekindleTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: attribute(TABLE.partitionKey),
      sortKey: attribute(TABLE.sortKey),
      timeToLiveAttribute: TABLE.timeToLive,
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      encryption: TableEncryption.DEFAULT,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const index of TABLE.indexes) {
      this.table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: attribute(index.partitionKey),
        sortKey: attribute(index.sortKey),
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
  }

  /** Lets somebody look up and query; never scan. */
  grantRead(grantee: IGrantable): void {
    grant(grantee, READ, [this.table.tableArn]);
    const indexes = TABLE.indexes.map((index) => `${this.table.tableArn}/index/${index.name}`);
    grant(grantee, ['dynamodb:Query'], [this.table.tableArn, ...indexes]);
  }

  /** Lets somebody write every item. */
  grantWrite(grantee: IGrantable): void {
    grant(grantee, WRITE, [this.table.tableArn]);
  }

  /**
   * Lets somebody write under some partition keys only.
   * @param partitionKey pattern such as `X#*`
   */
  grantWriteUnder(grantee: IGrantable, partitionKey: string, action: 'dynamodb:PutItem' | 'dynamodb:UpdateItem'): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: [action],
        resources: [this.table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [partitionKey] } },
      }),
    );
  }
}

/** Every key is text; times are ISO 8601, which sorts. */
function attribute(name: string): { name: string; type: AttributeType } {
  return { name, type: AttributeType.STRING };
}

function grant(grantee: IGrantable, actions: string[], resources: string[]): void {
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources }));
}
