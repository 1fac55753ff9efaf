import { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as cognito from 'aws-cdk-lib/aws-cognito';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { checkRange } from '../checks/range';

/** How a caller shows who it is. */
export enum ApiAuthKind {
  /** Signature Version 4 of an IAM principal. */
  IAM = 'IAM',
  /** An API key alone. */
  API_KEY = 'API_KEY',
  /** A token of a Cognito user pool. */
  COGNITO = 'COGNITO',
  /** Whatever a Lambda authorizer makes of the request. */
  LAMBDA = 'LAMBDA',
  /** Nobody is asked. */
  NONE = 'NONE',
}

/** Props of `ApiAuth.cognito`. */
export interface CognitoAuthProps {
  /** User pools whose tokens are accepted. */
  readonly userPools: cognito.IUserPool[];

  /**
   * OAuth scopes of which a caller's access token must hold one. Without scopes, ID tokens are accepted.
   * @default - none
   */
  readonly scopes?: string[];
}

/** Props of `ApiAuth.lambdaAuthorizer`. */
export interface LambdaAuthProps {
  /**
   * The authorizer function. Its policy should cover the whole API: the answer is cached for the token and used for
   * every route.
   */
  readonly handler: lambda.IFunction;

  /**
   * Header that carries the token. A request without it is answered 401 without calling the function.
   * @default Authorization
   */
  readonly tokenHeader?: string;

  /**
   * How long an answer is cached, 0 to 3,600 seconds.
   * @default Duration.minutes(5)
   */
  readonly cacheTtl?: Duration;
}

/** What a method needs in order to ask for credentials. */
export interface MethodAuth {
  readonly authorizationType: apigateway.AuthorizationType;
  readonly authorizer?: apigateway.IAuthorizer;
  readonly authorizationScopes?: string[];
  /** What of an authorizer makes another deployment necessary when it changes. */
  readonly fingerprint?: unknown;
}

/** Who may call a route: one choice. A tenant's API key is asked for on top of it where tenants are declared. */
export class ApiAuth {
  /** Callers sign with Signature Version 4 and need `execute-api:Invoke`: see `IngestionApi.grantInvoke`. */
  public static iam(): ApiAuth {
    return new ApiAuth(ApiAuthKind.IAM, () => ({ authorizationType: apigateway.AuthorizationType.IAM }));
  }

  /**
   * Callers send a tenant's key in `x-api-key`, and nothing else. **A key identifies a client; it does not authenticate
   * one**: it does not expire, is sent with every request and is shown to whoever reads the usage plan. Use it behind
   * a network you trust. Needs `tenants`.
   */
  public static apiKey(): ApiAuth {
    return new ApiAuth(ApiAuthKind.API_KEY, () => ({ authorizationType: apigateway.AuthorizationType.NONE }));
  }

  /** Callers send a token of one of the user pools in `Authorization`. */
  public static cognito(props: CognitoAuthProps): ApiAuth {
    if (props.userPools.length === 0) {
      throw new Error("'userPools' must hold at least one user pool, got none: nobody could call the route");
    }
    const { userPools, scopes } = props;
    return new ApiAuth(ApiAuthKind.COGNITO, (scope) => ({
      authorizationType: apigateway.AuthorizationType.COGNITO,
      // Routes that differ in their scopes alone share an authorizer: an API has at most ten.
      authorizer: sharedAuthorizer(
        scope,
        'CognitoAuthorizer',
        userPools,
        (id) => new apigateway.CognitoUserPoolsAuthorizer(scope, id, { cognitoUserPools: [...userPools] }),
      ),
      authorizationScopes: scopes,
      fingerprint: { userPools: userPools.map(({ userPoolArn }) => userPoolArn) },
    }));
  }

  /** A Lambda function decides by the token it is handed. */
  public static lambdaAuthorizer(props: LambdaAuthProps): ApiAuth {
    const cacheTtl = props.cacheTtl ?? Duration.minutes(5);
    if (!cacheTtl.isUnresolved()) checkRange('cacheTtl', cacheTtl.toSeconds(), { min: 0, max: 3600, unit: 'seconds' });
    const { handler, tokenHeader = 'Authorization' } = props;
    return new ApiAuth(
      ApiAuthKind.LAMBDA,
      (scope) => ({
        authorizationType: apigateway.AuthorizationType.CUSTOM,
        authorizer: sharedAuthorizer(
          scope,
          'TokenAuthorizer',
          [handler, tokenHeader, cacheTtl],
          (id) =>
            new apigateway.TokenAuthorizer(scope, id, {
              handler,
              identitySource: apigateway.IdentitySource.header(tokenHeader),
              resultsCacheTtl: cacheTtl,
            }),
        ),
        fingerprint: { handler: handler.functionArn, tokenHeader, cacheTtl: cacheTtl.toSeconds() },
      }),
      undefined,
      tokenHeader,
    );
  }

  /**
   * Anybody may call.
   * @param reason Why that is right; it is written beside the route in the template.
   */
  public static none(reason: string): ApiAuth {
    if (reason.trim() === '') throw new Error("'reason' must say why nobody is asked for credentials, got ''");
    return new ApiAuth(ApiAuthKind.NONE, () => ({ authorizationType: apigateway.AuthorizationType.NONE }), reason);
  }

  private constructor(
    /** The choice. */
    public readonly kind: ApiAuthKind,
    private readonly make: (scope: Construct) => MethodAuth,
    /** Why nobody is asked for credentials; undefined where somebody is. */
    public readonly reason?: string,
    /**
     * Header of the caller's that is read, beside the usual ones.
     * @internal
     */
    public readonly _header?: string,
  ) {}

  /**
   * What the methods of one REST API need; an authorizer is made once in each.
   * @internal
   */
  public _bind(scope: Construct): MethodAuth {
    return this.make(scope);
  }
}

/** Authorizers of each REST API, and what each was made of. */
const authorizers = new WeakMap<Construct, { of: readonly unknown[]; authorizer: apigateway.IAuthorizer }[]>();

/** The authorizer of `scope` that was made of the same things, or a new one. */
function sharedAuthorizer(
  scope: Construct,
  id: string,
  of: readonly unknown[],
  make: (id: string) => apigateway.IAuthorizer,
): apigateway.IAuthorizer {
  const known = authorizers.get(scope) ?? [];
  authorizers.set(scope, known);
  const same = known.find((other) => other.of.length === of.length && other.of.every((part, at) => part === of[at]));
  if (same !== undefined) return same.authorizer;
  let free = id;
  for (let count = 2; scope.node.tryFindChild(free) !== undefined; count++) free = `${id}${count}`;
  const authorizer = make(free);
  known.push({ of, authorizer });
  return authorizer;
}
