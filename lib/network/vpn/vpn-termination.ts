import type { Construct } from 'constructs';
import { checkRange } from '../../checks/range';
import { TransitGateway } from './transit-gateway';
import type { GatewayRequest, TunnelGateway } from './tunnel-gateway';
import { VirtualPrivateGateway } from './virtual-private-gateway';

/** Options of `VpnTermination.virtualPrivateGateway`. */
export interface VirtualPrivateGatewayOptions {
  /**
   * ASN of the AWS side: 64,512 to 65,534 or 4,200,000,000 to 4,294,967,294. Changing it replaces the gateway. Of an
   * existing gateway, its own.
   * @default 64512
   */
  readonly amazonSideAsn?: number;

  /**
   * Id of a virtual private gateway that is attached to the VPC already.
   * @default - a new one
   */
  readonly vpnGatewayId?: string;
}

/** Options of `VpnTermination.transitGateway`. */
export interface TransitGatewayOptions {
  /**
   * ASN of the AWS side: 64,512 to 65,534 or 4,200,000,000 to 4,294,967,294. Of an existing gateway, its own.
   * @default 64512
   */
  readonly amazonSideAsn?: number;

  /**
   * Id of an existing Transit Gateway, which the VPC is attached to.
   * @default - a new one
   */
  readonly transitGatewayId?: string;

  /**
   * Id of the route table, on an existing Transit Gateway, that VPC and connections are entered in.
   * @default - the gateway's default table; with static routes on a new gateway, a table of their own
   */
  readonly routeTableId?: string;

  /**
   * Whether attachments are associated with `routeTableId`, and routes propagated to it, from here. Say false where it
   * is the default table, with which the gateway associates them by itself.
   * @default true
   */
  readonly associate?: boolean;
}

/** ASN of the AWS side unless stated. */
const DEFAULT_AMAZON_ASN = 64_512;

/** Where a VPN ends at AWS. */
export class VpnTermination {
  /**
   * On a virtual private gateway: one VPC, 1.25 Gbps and one tunnel at a time, no price beside that of the connections.
   */
  public static virtualPrivateGateway(options: VirtualPrivateGatewayOptions = {}): VpnTermination {
    const amazonSideAsn = checkedAsn(options.amazonSideAsn);
    return new VpnTermination(
      amazonSideAsn,
      (scope, request) => new VirtualPrivateGateway(scope, 'Vgw', { ...options, amazonSideAsn }, request),
    );
  }

  /**
   * On a Transit Gateway: many VPCs, traffic over several tunnels at once, 5 Gbps tunnels, acceleration. Each attachment
   * costs by the hour and by the gigabyte.
   */
  public static transitGateway(options: TransitGatewayOptions = {}): VpnTermination {
    const amazonSideAsn = checkedAsn(options.amazonSideAsn);
    if (options.routeTableId !== undefined && options.transitGatewayId === undefined) {
      throw new Error(
        "'routeTableId' must be left out without 'transitGatewayId', got it: a new gateway has no tables yet",
      );
    }
    const associate = options.associate ?? true;
    return new VpnTermination(
      amazonSideAsn,
      (scope, request) => new TransitGateway(scope, 'Tgw', { ...options, amazonSideAsn, associate }, request),
    );
  }

  private constructor(
    /** ASN of the AWS side. */
    public readonly amazonSideAsn: number,
    private readonly make: (scope: Construct, request: GatewayRequest) => TunnelGateway,
  ) {}

  /** @internal */
  public _bind(scope: Construct, request: GatewayRequest): TunnelGateway {
    return this.make(scope, request);
  }
}

function checkedAsn(asn: number = DEFAULT_AMAZON_ASN): number {
  if (asn >= 4_200_000_000) checkRange('amazonSideAsn', asn, { min: 4_200_000_000, max: 4_294_967_294 });
  else checkRange('amazonSideAsn', asn, { min: 64_512, max: 65_534, when: 'or 4200000000 and 4294967294' });
  return asn;
}
