import { EndpointType } from 'aws-cdk-lib/aws-apigateway';
import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { checkRange } from '../checks/range';
import { IpRange } from '../network/ip-range';

/** A name of the team's own that leads to the front door from inside. */
export interface PrivateDomain {
  /** The name, e.g. `events.internal.example.com`. */
  readonly domainName: string;

  /** Its certificate, in the API's Region. */
  readonly certificate: acm.ICertificate;
}

/** Props of `FrontDoor.vpcOnly`. */
export interface VpcDoorProps {
  /** Interface endpoints of execute-api that calls may come through: see `PrivateNetwork.executeApi`. */
  readonly endpoints: ec2.IInterfaceVpcEndpoint[];

  /**
   * Ranges that calls may come from, on top, in CIDR notation: `aws:VpcSourceIp`.
   * @default - whoever reaches an endpoint
   */
  readonly sourceRanges?: string[];

  /**
   * Principals that the API's own policy lets call every route that asks for IAM: those of other accounts need it.
   * @default - none: callers of the account need `IngestionApi.grantInvoke`
   */
  readonly principals?: iam.IPrincipal[];

  /**
   * A private name for the front door.
   * @default - none
   */
  readonly domain?: PrivateDomain;
}

/** Props of `FrontDoor.publicAndVpc`. */
export interface PublicAndVpcDoorProps extends VpcDoorProps {
  /**
   * Part of each throttle that the public side has, more than 0 and less than 1; the other side has the rest.
   * @default 0.5
   */
  readonly publicShare?: number;
}

/** One REST API of a front door. */
interface Door {
  /** Id of its construct. */
  readonly id: string;
  readonly endpointType: EndpointType;
  /** What it has of the throttles, from `from` to `to` of 1. */
  readonly from: number;
  readonly to: number;
  readonly vpc?: VpcDoorProps;
}

const WHOLE = { from: 0, to: 1 };

/** Where the front door can be reached from. */
export class FrontDoor {
  /** From the internet, by a Regional endpoint. */
  public static regional(): FrontDoor {
    return new FrontDoor([{ id: 'Public', endpointType: EndpointType.REGIONAL, ...WHOLE }]);
  }

  /** From the internet, through CloudFront's edge. */
  public static edgeOptimized(): FrontDoor {
    return new FrontDoor([{ id: 'Public', endpointType: EndpointType.EDGE, ...WHOLE }]);
  }

  /**
   * From inside VPCs, and from networks joined to them, through their endpoints alone. With IAM a caller still needs its
   * own leave; routes that ask for no signature are open to whoever reaches an endpoint.
   */
  public static vpcOnly(props: VpcDoorProps): FrontDoor {
    return new FrontDoor([{ id: 'Private', endpointType: EndpointType.PRIVATE, ...WHOLE, vpc: checked(props) }]);
  }

  /**
   * Both from the internet and through endpoints: two REST APIs of the same routes. Throttles of the stage and of routes
   * are stated for both together and split; a tenant's plan counts over both.
   */
  public static publicAndVpc(props: PublicAndVpcDoorProps): FrontDoor {
    const share = props.publicShare ?? 0.5;
    checkRange('publicShare', share, { min: 0.01, max: 0.99 });
    return new FrontDoor([
      { id: 'Public', endpointType: EndpointType.REGIONAL, from: 0, to: share },
      { id: 'Private', endpointType: EndpointType.PRIVATE, from: share, to: 1, vpc: checked(props) },
    ]);
  }

  private constructor(
    /**
     * The REST APIs it is made of.
     * @internal
     */
    public readonly _doors: Door[],
  ) {}
}

function checked(props: VpcDoorProps): VpcDoorProps {
  if (props.endpoints.length === 0) {
    throw new Error("'endpoints' must hold at least one endpoint, got none: nobody could call the front door");
  }
  if (props.sourceRanges?.length === 0) {
    throw new Error("'sourceRanges' must hold at least one range, got none: leave it out to admit whoever comes");
  }
  for (const range of props.sourceRanges ?? []) IpRange.parse("'sourceRanges'", range);
  return props;
}
