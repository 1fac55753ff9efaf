export { EventArchive, type EventArchiveProps } from './event-archive';
