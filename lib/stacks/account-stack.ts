import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ApiGatewayAccount } from '../api/api-gateway-account';

/** What there is once for an account and Region: API Gateway's logging role. Deploy it before any stage. */
export class AccountStack extends Stack {
  /** The role and the setting. */
  public readonly apiGatewayAccount: ApiGatewayAccount;

  public constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, { description: 'API Gateway logging role of this account and Region', ...props });
    this.apiGatewayAccount = new ApiGatewayAccount(this, 'ApiGatewayAccount');
  }
}
