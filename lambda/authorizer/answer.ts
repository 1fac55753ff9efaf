/** What API Gateway calls a TOKEN authorizer with. Source: API Gateway developer guide, Lambda authorizers. */
export interface TokenEvent {
  readonly type: 'TOKEN';
  /** `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/VERB/PATH` */
  readonly methodArn: string;
  readonly authorizationToken: string;
}

/** What API Gateway takes for an answer. */
export interface AuthorizerAnswer {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly {
      readonly Action: string;
      readonly Effect: 'Allow' | 'Deny';
      readonly Resource: string;
    }[];
  };
  readonly context?: Readonly<Record<string, string>>;
}

/** A longer token is none: the headers of a request have no more than this. */
const LONGEST = 10_240;

/** The token in a header's value, with or without `Bearer`; undefined where there is none. */
export function tryToken(header: string): string | undefined {
  const token = /^(?:Bearer +)?([^\s]+)$/i.exec(header.slice(0, LONGEST + 1).trim())?.[1];
  return token !== undefined && token.length <= LONGEST ? token : undefined;
}

/**
 * Allows or denies the whole stage: the answer is kept for the token and used for every route, so that one for a single
 * route would shut the others.
 */
export function answer(
  effect: 'Allow' | 'Deny',
  principalId: string,
  methodArn: string,
  context?: Readonly<Record<string, string>>,
): AuthorizerAnswer {
  const [api, stage] = methodArn.split('/');
  const Statement = [{ Action: 'execute-api:Invoke', Effect: effect, Resource: `${api}/${stage}/*` }];
  return { principalId, policyDocument: { Version: '2012-10-17', Statement }, ...(context && { context }) };
}
