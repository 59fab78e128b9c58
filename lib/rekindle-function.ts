import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, type IPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import * as z from 'zod';
import { FONT_ASSET, FONT_PACKAGE, WASM_ASSET, WASM_PACKAGE } from '../functions/digest/draw-png.ts';
import { PAGE_ASSET } from '../functions/page/page-files.ts';
import type { RekindleTable } from './rekindle-table.ts';

const ROOT = resolve(import.meta.dirname, '..');
const resolvePackage = createRequire(import.meta.url).resolve;

/** What the configuration is called beside the handler; `CONFIG_FILE` names it. */
export const CONFIG_ASSET = 'config.json';

/** Towns by name, made by `bin/build-gazetteer.ts`. */
export const GAZETTEER_ASSET = 'gazetteer.zst';
const GAZETTEER = resolve(ROOT, 'functions', 'people', GAZETTEER_ASSET);

/** CommonJS packages inside an ES module ask for `require`; the alias keeps clear of an import of the same name. */
const REQUIRE =
  'import{createRequire as rekindleCreateRequire}from"node:module";' +
  'const require=rekindleCreateRequire(import.meta.url);';

/** What a chart is drawn with, by its name beside the handler: see `functions/digest/draw-png.ts`. */
const DRAWING: Readonly<Record<string, string>> = { [WASM_ASSET]: WASM_PACKAGE, [FONT_ASSET]: FONT_PACKAGE };

/** Writes the page's script and styles into a file. */
const BUILD_PAGE = resolve(ROOT, 'bin', 'build-page.ts');

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
  /** Whether it tells places: then the gazetteer lies beside the handler too, where its module looks for it. */
  readonly usesPlaces?: boolean;
  /** Whether it draws charts: then the drawing's wasm and font lie there too. */
  readonly drawsCharts?: boolean;
  /** Whether it serves the page: then its script and styles lie there too, built with the bundle. */
  readonly servesPage?: boolean;
  /** What becomes of an asynchronous event whose run failed. Lambda's own (2 retries, 6 hours) unless set. */
  readonly onFailure?: { readonly retryAttempts: number; readonly maxEventAge: Duration };
}

/**
 * One Lambda function as all of ours are: one bundled file with the SDK in it (so that it does not drift), on the Node
 * that the project runs on, on ARM, with its own log group and its own role, which may do nothing but write there
 * until it is granted more. No reserved concurrency: small AWS accounts refuse it.
 */
export class RekindleFunction extends Construct implements IGrantable {
  readonly handler: NodejsFunction;
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
    this.handler = new NodejsFunction(this, 'Handler', {
      entry: resolve(ROOT, 'functions', `${props.entry}.ts`),
      projectRoot: ROOT,
      depsLockFilePath: resolve(ROOT, 'package-lock.json'),
      description: props.description,
      runtime: new Runtime(`nodejs${nodeMajor()}.x`, RuntimeFamily.NODEJS),
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memorySize,
      role,
      logGroup,
      environment: { NODE_OPTIONS: '--enable-source-maps', ...present(props.environment) },
      ...props.onFailure,
      bundling: {
        target: `node${nodeMajor()}`,
        format: OutputFormat.ESM,
        mainFields: ['module', 'main'],
        banner: REQUIRE,
        minify: true,
        sourceMap: true,
        sourcesContent: false,
        bundleAwsSDK: true,
        logLevel: LogLevel.WARNING,
        externalModules: [],
        commandHooks: {
          beforeBundling: () => [],
          beforeInstall: () => [],
          afterBundling: (_from, to) => [
            `cp ${quoted(props.configFile)} ${quoted(`${to}/${CONFIG_ASSET}`)}`,
            ...(props.usesPlaces === true ? [`cp ${quoted(GAZETTEER)} ${quoted(`${to}/${GAZETTEER_ASSET}`)}`] : []),
            ...(props.servesPage === true ? [buildsPage(`${to}/${PAGE_ASSET}`)] : []),
            ...(props.drawsCharts === true ? Object.entries(DRAWING) : []).map(
              ([asset, inPackage]) => `cp ${quoted(resolvePackage(inPackage))} ${quoted(`${to}/${asset}`)}`,
            ),
          ],
        },
      },
    });
    this.grantPrincipal = role;
  }

  /** Grants what the function's stores use and nothing else. */
  bindTable(table: RekindleTable, access: 'read' | 'readwrite'): void {
    table.grantRead(this);
    if (access === 'readwrite') table.grantWrite(this);
  }
}

/** Node's major version, as package.json states it: once, for laptop, tests and cloud. */
function nodeMajor(): number {
  const manifest = z
    .object({ devDependencies: z.object({ node: z.string() }) })
    .parse(JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')));
  return Number.parseInt(manifest.devDependencies.node, 10);
}

function present(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function buildsPage(file: string): string {
  return [process.execPath, BUILD_PAGE, file].map(quoted).join(' ');
}

/** One word for the shell, whatever is in it. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
