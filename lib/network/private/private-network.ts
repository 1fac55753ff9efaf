import { CfnOutput } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53resolver from 'aws-cdk-lib/aws-route53resolver';
import { Construct } from 'constructs';
import type { EventArchive } from '../../archive/event-archive';
import { checkPattern } from '../../checks/pattern';
import { AddressPlan } from '../address-plan';
import { IpRange } from '../ip-range';
import { IsolatedVpc } from './isolated-vpc';
import { NetworkFlowLog } from './network-flow-log';
import { NetworkZones } from './network-zones';
import { PrivateService } from './private-service';

/** Props of `PrivateNetwork`. */
export interface PrivateNetworkProps {
  /** Ranges on the other side, in CIDR notation: who may call the endpoints. They must not overlap those of the VPC. */
  readonly onPremises: string[];

  /**
   * The VPC's IPv4 range, /16 to /26; each zone has a quarter of it. Changing it replaces the VPC.
   * @default 10.0.0.0/20
   */
  readonly cidr?: string;

  /**
   * The zones, two or three.
   * @default NetworkZones.byIndex(0, 1)
   */
  readonly zones?: NetworkZones;

  /**
   * An existing VPC instead of a new one.
   * @default - a new VPC of isolated subnets, without internet gateway and NAT
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Subnets of an existing VPC that the endpoints stand in, one for each zone.
   * @default - the isolated and the private ones
   */
  readonly subnets?: ec2.SubnetSelection;

  /**
   * What producers reach from inside.
   * @default - the front doors: `PrivateService.executeApi()`
   */
  readonly services?: PrivateService[];

  /**
   * Whether the services' own names lead to the endpoints. With the front doors among them, the VPC no longer reaches
   * public APIs by their own names.
   * @default - true in a new VPC; false in an existing one, where others may call them
   */
  readonly privateDns?: boolean;

  /**
   * Whether the other side may ask the VPC for names: a Route 53 Resolver inbound endpoint.
   * @default false
   */
  readonly nameResolution?: boolean;

  /**
   * Archive that takes the VPC's flow log, with a table to query it by.
   * @default - no flow log
   */
  readonly flowLogArchive?: EventArchive;

  /**
   * Beginning of the flow log's keys in the archive: letters, digits, `-`, `_` and slashes between.
   * @default flow-logs
   */
  readonly flowLogPrefix?: string;
}

/**
 * The network that producers come into: isolated subnets, and in them an interface endpoint for each service, which
 * admits TLS from the stated ranges alone.
 */
export class PrivateNetwork extends Construct {
  /** The VPC. */
  public readonly vpc: ec2.IVpc;

  /** The subnets the endpoints stand in. */
  public readonly subnets: ec2.ISubnet[];

  /** Endpoint of the front doors, for `FrontDoor.vpcOnly`; undefined where `services` leaves it out. */
  public readonly executeApi?: ec2.InterfaceVpcEndpoint;

  /** Id of the Resolver inbound endpoint; undefined without `nameResolution`. */
  public readonly resolverEndpointId?: string;

  /** Table of the flow log; undefined without `flowLogArchive`. */
  public readonly flowLogTable?: string;

  private readonly endpoints = new Map<string, ec2.InterfaceVpcEndpoint>();

  public constructor(scope: Construct, id: string, props: PrivateNetworkProps) {
    super(scope, id);
    validate(props);
    this.vpc = props.vpc ?? this.makeVpc(props);
    this.subnets = subnetsOf(this.vpc, props);
    const plan = new AddressPlan();
    plan.add({ owner: 'the VPC', cidr: this.vpc.vpcCidrBlock });
    for (const cidr of props.onPremises) plan.add({ owner: 'the other side (onPremises)', cidr });

    this.addEndpoints(props);
    this.executeApi = this.endpoints.get(PrivateService.executeApi().name);
    if (props.nameResolution === true) this.resolverEndpointId = this.addResolver(props.onPremises);
    if (props.flowLogArchive !== undefined) {
      const flowLog = new NetworkFlowLog(this, 'FlowLog', {
        vpc: this.vpc,
        archive: props.flowLogArchive,
        prefix: props.flowLogPrefix ?? 'flow-logs',
      });
      this.flowLogTable = flowLog.tableName;
    }
  }

  /**
   * The endpoint of a service.
   * @param name Its name, e.g. `PrivateService.sts([role]).name`.
   */
  public endpoint(name: string): ec2.InterfaceVpcEndpoint {
    const found = this.endpoints.get(name);
    if (found !== undefined) return found;
    throw new Error(`'name' must be a service of this network, got '${name}'; it has ${[...this.endpoints.keys()]}`);
  }

  private makeVpc(props: PrivateNetworkProps): ec2.IVpc {
    return new IsolatedVpc(this, 'Vpc', {
      cidr: props.cidr ?? '10.0.0.0/20',
      zones: props.zones ?? NetworkZones.byIndex(0, 1),
    }).vpc;
  }

  private addEndpoints(props: PrivateNetworkProps): void {
    const scope = new Construct(this, 'Endpoints');
    for (const service of props.services ?? [PrivateService.executeApi()]) {
      if (this.endpoints.has(service.name)) {
        throw new Error(
          `'services' must name each service once, got '${service.name}' twice: put its resources together`,
        );
      }
      const own = new Construct(scope, service.name);
      const securityGroup = this.admit(own, props.onPremises, [ec2.Port.tcp(443)], `Calls of ${service.name}`);
      const endpoint = service._endpoint(own, {
        vpc: this.vpc,
        subnets: { subnets: this.subnets },
        securityGroups: [securityGroup],
        privateDnsEnabled: props.privateDns ?? props.vpc === undefined,
      });
      this.endpoints.set(service.name, endpoint);
      new CfnOutput(own, 'EndpointId', { value: endpoint.vpcEndpointId, description: `Endpoint of ${service.name}` });
    }
  }

  private addResolver(onPremises: string[]): string {
    const scope = new Construct(this, 'Resolver');
    const securityGroup = this.admit(scope, onPremises, [ec2.Port.tcp(53), ec2.Port.udp(53)], 'Questions for names');
    const endpoint = new route53resolver.CfnResolverEndpoint(scope, 'Inbound', {
      direction: 'INBOUND',
      ipAddresses: this.subnets.map(({ subnetId }) => ({ subnetId })),
      securityGroupIds: [securityGroup.securityGroupId],
    });
    new CfnOutput(scope, 'EndpointId', {
      value: endpoint.attrResolverEndpointId,
      description: "Forward names to its addresses: 'aws route53resolver list-resolver-endpoint-ip-addresses'",
    });
    return endpoint.attrResolverEndpointId;
  }

  private admit(scope: Construct, ranges: string[], ports: ec2.Port[], description: string): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(scope, 'SecurityGroup', {
      vpc: this.vpc,
      description,
      // What answers a call needs no rule of its own.
      allowAllOutbound: false,
    });
    for (const range of ranges) {
      const peer = range.includes(':') ? ec2.Peer.ipv6(range) : ec2.Peer.ipv4(range);
      for (const port of ports) group.addIngressRule(peer, port, 'The other side');
    }
    return group;
  }
}

function validate(props: PrivateNetworkProps): void {
  for (const prop of ['cidr', 'zones'] as const) {
    if (props.vpc === undefined || props[prop] === undefined) continue;
    throw new Error(`'${prop}' must be left out where 'vpc' is given, got a value: it shapes a new VPC alone`);
  }
  if (props.vpc === undefined && props.subnets !== undefined) {
    throw new Error("'subnets' must be left out without 'vpc', got a value: a new VPC has one for each zone");
  }
  if (props.flowLogArchive === undefined && props.flowLogPrefix !== undefined) {
    throw new Error("'flowLogPrefix' must be left out without 'flowLogArchive', got a value");
  }
  checkPattern('flowLogPrefix', props.flowLogPrefix, /^[\w-]+(?:\/[\w-]+)*$/, "folders such as 'flow-logs'");
  if (props.onPremises.length === 0) {
    throw new Error("'onPremises' must name at least one range, got none: nobody could call the endpoints");
  }
  const open = props.onPremises.find((cidr) => IpRange.tryParse(cidr)?.prefixLength === 0);
  if (open === undefined) return;
  throw new Error(`'onPremises' must name the ranges of the other side, got '${open}': that is everybody`);
}

function subnetsOf(vpc: ec2.IVpc, { subnets }: PrivateNetworkProps): ec2.ISubnet[] {
  const chosen = vpc.selectSubnets(
    subnets ?? { subnets: [...vpc.isolatedSubnets, ...vpc.privateSubnets], onePerAz: true },
  ).subnets;
  if (chosen.length >= 2) return chosen;
  throw new Error(`'subnets' must be two or more in different zones, got ${chosen.length}: one zone may fail`);
}
