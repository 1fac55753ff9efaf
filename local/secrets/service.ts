import { type FaultSink, JsonService } from '../endpoint';
import { getSecretValue } from './get-secret-value';
import type { Secrets } from './secrets';

/** Secrets Manager behind its wire protocol: reading alone. */
export class SecretsManagerService extends JsonService<Secrets> {
  public readonly name = 'secretsmanager';
  public readonly targetPrefix = 'secretsmanager';
  protected readonly operations = new Map([['GetSecretValue', getSecretValue]]);

  /** @param onFault Told of what is answered as an internal failure */
  public constructor(
    protected readonly context: Secrets,
    onFault: FaultSink = () => {},
  ) {
    super(onFault);
  }
}
