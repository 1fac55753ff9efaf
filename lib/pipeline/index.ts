export { IngestionPipeline } from './ingestion-pipeline';
export { IngestionPipelineProps, PipelineThrottles } from './ingestion-pipeline-props';
