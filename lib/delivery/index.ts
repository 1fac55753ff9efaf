export { Deaggregation } from './deaggregation';
export {
  DeliveryFormat,
  type JsonFormatOptions,
  type OrcFormatOptions,
  type ParquetFormatOptions,
  type TableColumn,
} from './delivery-format';
export { DeliverySource, type DirectPutOptions } from './delivery-source';
export { EventDelivery } from './event-delivery';
export type { EventDeliveryProps } from './event-delivery-props';
export { ObjectPrefix, PrefixGranularity } from './object-prefix';
