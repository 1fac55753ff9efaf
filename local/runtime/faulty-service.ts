import { AwsFault, type AwsRequest, type AwsResponse, type AwsService, faultAnswer } from '../endpoint';
import type { Faults } from './faults';

/** What a slow answer waits for unless told, in milliseconds. */
const DELAY = 10_000;

/** A service as it is called at the AWS endpoint, which a fault may keep from answering as it should. */
export class FaultyService implements AwsService {
  public readonly name: string;
  public readonly targetPrefix?: string;
  public readonly maxBodySize?: number;
  public readonly refuse?: AwsService['refuse'];

  public constructor(
    private readonly service: AwsService,
    private readonly faults: Faults,
  ) {
    const { name, targetPrefix, maxBodySize } = service;
    this.name = name;
    if (targetPrefix !== undefined) this.targetPrefix = targetPrefix;
    if (maxBodySize !== undefined) this.maxBodySize = maxBodySize;
    if (service.refuse !== undefined) this.refuse = service.refuse.bind(service);
  }

  public async handle(request: AwsRequest): Promise<AwsResponse> {
    const fault = this.faults.tryService(this.name);
    if (fault?.how === 'fail')
      return this.answer(new AwsFault('InternalServiceError', 'Failed on purpose.', 500), request);
    if (fault?.how === 'deny') return this.answer(new AwsFault('AccessDeniedException', 'Denied on purpose.'), request);
    // Functions count the time of the wall clock, whatever the runtime's own is.
    if (fault?.how === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.delay ?? DELAY).unref());
    return this.service.handle(request);
  }

  private answer(fault: AwsFault, request: AwsRequest): AwsResponse {
    return this.refuse?.(fault, request) ?? faultAnswer(fault);
  }
}
