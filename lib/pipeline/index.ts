export { IngestionPipeline, IngestionPipelineProps, PipelineThrottles } from './ingestion-pipeline';
