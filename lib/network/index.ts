export { NetworkZones } from './private/network-zones';
export { PrivateNetwork, PrivateNetworkProps } from './private/private-network';
export { PrivateService } from './private/private-service';
export { PreSharedKey } from './vpn/pre-shared-key';
export { SiteToSiteVpn } from './vpn/site-to-site-vpn';
export { SiteToSiteVpnProps } from './vpn/site-to-site-vpn-props';
export {
  DpdTimeoutAction,
  IkeVersion,
  TunnelEncryption,
  TunnelIntegrity,
  TunnelStartup,
  TunnelWeakness,
} from './vpn/tunnel-algorithms';
export { TunnelBandwidth } from './vpn/tunnel-gateway';
export { TunnelOptions, TunnelOptionsProps } from './vpn/tunnel-options';
export { VpnConnection } from './vpn/vpn-connection';
export { CustomerDevice, VpnRouting, VpnSite } from './vpn/vpn-site';
export { TransitGatewayOptions, VirtualPrivateGatewayOptions, VpnTermination } from './vpn/vpn-termination';
