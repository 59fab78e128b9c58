import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { AssetHashType, DockerImage, type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CfnPolicy, type IGrantable, type IPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  CfnFunction,
  Code,
  Function as LambdaFunction,
  Runtime,
  RuntimeFamily,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionFile } from './bundles/function-files.ts';
import { NODE_MAJOR } from './bundles/node-major.ts';
import { MEMORY_SETTINGS, NODE_FLAGS } from './node-flags.ts';
import type { RekindleTable } from './rekindle-table.ts';

const ROOT = resolve(import.meta.dirname, '..');
const BUILD = resolve(ROOT, 'bin', 'build-function.ts');

export interface RekindleFunctionProps {
  /** The file in `functions/` that exports `handler`, without its ending. */
  readonly entry: string;
  readonly description: string;
  readonly timeout: Duration;
  /** Megabytes; processor time grows with it. */
  readonly memorySize: number;
  /** By the env contract of this function; what is undefined is left out. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The validated configuration, copied beside the handler, because environments end at 4 KB. */
  readonly configFile: string;
  /** What else lies beside the bundle, to be read when it is asked for. */
  readonly files?: readonly FunctionFile[];
  /** What becomes of an asynchronous event whose run failed. Lambda's own (2 retries, 6 hours) unless set. */
  readonly onFailure?: { readonly retryAttempts: number; readonly maxEventAge: Duration };
}

/**
 * One Lambda function as all of ours are: bundled with the SDK in it (so that it does not drift), on the Node
 * that the project runs on, on ARM, with its own log group and its own role, which may do nothing but write there
 * until it is granted more. No reserved concurrency: small AWS accounts refuse it.
 */
export class RekindleFunction extends Construct implements IGrantable {
  readonly handler: LambdaFunction;
  /** What people call it: `send-digest`. */
  readonly name: string;
  readonly grantPrincipal: IPrincipal;

  constructor(scope: Construct, id: string, props: RekindleFunctionProps) {
    super(scope, id);
    this.name = props.entry;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // A role of our own: the one that CDK makes carries a managed policy that may write any log group.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    this.handler = new LambdaFunction(this, 'Handler', {
      code: code(props),
      handler: 'index.handler',
      description: props.description,
      runtime: new Runtime(`nodejs${NODE_MAJOR}.x`, RuntimeFamily.NODEJS),
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memorySize,
      role,
      logGroup,
      environment: {
        NODE_OPTIONS: ['--enable-source-maps', ...NODE_FLAGS].join(' '),
        ...MEMORY_SETTINGS,
        ...present(props.environment),
      },
      ...props.onFailure,
    });
    waitForPolicy(this.handler, role);
    this.grantPrincipal = role;
  }

  /** Grants what the function's stores use and nothing else. */
  bindTable(table: RekindleTable, access: 'read' | 'readwrite'): void {
    table.grantRead(this);
    if (access === 'readwrite') table.grantWrite(this);
  }
}

/** CDK lets a function wait for its role, which it names anyway, and for the role's policy: linters want the latter alone. */
function waitForPolicy(fn: LambdaFunction, role: Role): void {
  const policy = role.node.findChild('DefaultPolicy').node.defaultChild;
  const resource = fn.node.defaultChild;
  if (!(policy instanceof CfnPolicy) || !(resource instanceof CfnFunction)) throw new Error('CDK builds roles anew.');
  resource.addOverride('DependsOn', [policy.logicalId]);
}

/** The folder that is uploaded. Its hash is that of its content: what is the same is not deployed again. */
function code({ entry, configFile, files = [] }: RekindleFunctionProps): Code {
  const order = JSON.stringify({ entry, configFile, files });
  return Code.fromAsset(resolve(ROOT, 'functions'), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never asked for: the Node that runs this makes it.
      image: DockerImage.fromRegistry('scratch'),
      // By this, CDK tells our functions apart.
      command: [order],
      local: {
        tryBundle(folder) {
          execFileSync(process.execPath, [BUILD, folder, order], { stdio: ['ignore', 'inherit', 'inherit'] });
          return true;
        },
      },
    },
  });
}

function present(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
