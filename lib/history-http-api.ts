import { Aws, type Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BURST, RATE } from '../functions/history/limits.ts';
import type { RekindleFunction } from './rekindle-function.ts';

/** The door to the history, and to the links in the mails. */
export class HistoryHttpApi extends Construct {
  /** Its address, without a slash at its end. Known before {@link serve}, so that functions can be told of it. */
  readonly url: string;
  private readonly api: HttpApi;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: Stack.of(this).stackName,
      description: 'The history, and the links in the mails.',
      createDefaultStage: false,
    });
    // Its attribute says the same, but not every CloudFormation knows that.
    this.url = `https://${this.api.apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
    const logGroup = new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: RATE, burstLimit: BURST },
      accessLogSettings: { destination: new LogGroupLogDestination(logGroup), format: accessLogFormat() },
    });
  }

  /** Answers of 500 and above, the door's own included. */
  serverErrors(period: Duration): IMetric {
    return this.api.metricServerError({ period, statistic: Stats.SUM });
  }

  /** Sends every request to one function, which finds the route, checks the token and answers. */
  serve(fn: RekindleFunction): void {
    const integration = new HttpLambdaIntegration('HistoryApi', fn.handler);
    // `{proxy+}` stands for at least one segment: the page at the root is a route of its own.
    const routes = ['/', '/{proxy+}'].flatMap((path) =>
      this.api.addRoutes({ path, methods: [HttpMethod.ANY], integration }),
    );
    for (const route of routes) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'The function authorizes each request itself: bearer tokens, stored hashed and compared in constant time, ' +
          'bound to owners; signed links for unsubscribing. Health and unsubscribing must work without an account.',
      });
    }
  }
}

/** Routes, not paths: a path names accounts and people, and a link's token. No addresses of callers either. */
function accessLogFormat(): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      requestId: AccessLogField.contextRequestId(),
      time: AccessLogField.contextRequestTimeEpoch(),
      route: '$context.routeKey',
      method: AccessLogField.contextHttpMethod(),
      status: AccessLogField.contextStatus(),
      latency: AccessLogField.contextResponseLatency(),
      integrationLatency: AccessLogField.contextIntegrationLatency(),
      responseLength: AccessLogField.contextResponseLength(),
      error: '$context.integrationErrorMessage',
    }),
  );
}
