import { EndpointType } from 'aws-cdk-lib/aws-apigateway';

/** Where the front door can be reached from. */
export class FrontDoor {
  /** From the internet, by a Regional endpoint. */
  public static regional(): FrontDoor {
    return new FrontDoor(EndpointType.REGIONAL);
  }

  /** From the internet, through CloudFront's edge. */
  public static edgeOptimized(): FrontDoor {
    return new FrontDoor(EndpointType.EDGE);
  }

  private constructor(
    /**
     * Kind of the public endpoint.
     * @internal
     */
    public readonly _endpointType: EndpointType,
  ) {}
}
