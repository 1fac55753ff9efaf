export { PipelineAlarms, PipelineAlarmsProps } from './pipeline-alarms';
