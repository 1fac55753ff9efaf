import { AwsEndpoint, type AwsService, type EndpointServer, serve } from '../../../local/endpoint';
import { compilePolicies } from '../../../local/iam';

const ACCOUNT = '123456789012';
const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

/** What a client of the AWS SDK needs beside the endpoint. */
export const CLIENT = { region: 'eu-west-1', credentials: CREDENTIALS, maxAttempts: 1 };

/** Serves services to one user, who may do the given actions on everything; signatures are checked. */
export function serveServices(services: readonly AwsService[], ...actions: string[]): Promise<EndpointServer> {
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
  const identity = compilePolicies([{ name: 'dev', document }], 'identity');
  const principal = { type: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/dev`, account: ACCOUNT } as const;
  const known = { ...CREDENTIALS, principal: { principal, identity } };
  const lookup = (id: string) => (id === known.accessKeyId ? known : undefined);
  return serve(new AwsEndpoint({ services, region: CLIENT.region, account: ACCOUNT, lookup }));
}
