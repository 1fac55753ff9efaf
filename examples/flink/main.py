"""Counts events by type in tumbling windows of a minute, and prints the counts.

The Flink dashboard shows them as the standard output of the task managers; give the table `counts` a connector of its own
to keep them.

A program for Apache Flink 1.20, for `FlinkCode.fromAsset('flink', { python: 'main.py', jarFile: 'lib/connectors.jar' })`.

It needs the SQL connector for Kinesis as `lib/connectors.jar` beside it:
https://repo.maven.apache.org/maven2/org/apache/flink/flink-sql-connector-aws-kinesis-streams/5.0.0-1.20/flink-sql-connector-aws-kinesis-streams-5.0.0-1.20.jar
"""

import json

from pyflink.table import EnvironmentSettings, TableEnvironment

# Where the service puts the property groups.
PROPERTIES = "/etc/flink/application_properties.json"


def properties(group):
    with open(PROPERTIES, encoding="utf-8") as file:
        groups = json.load(file)
    return next(each["PropertyMap"] for each in groups if each["PropertyGroupId"] == group)


def main():
    source = properties("sluice.source")
    tables = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())

    # An event that is no JSON is passed over: it would stop the application at each restart. Windows are of the time at
    # which events are read: this connector gives none of Kinesis's own (FLINK-36671). Where events have a time, take that:
    # `time` TIMESTAMP_LTZ(3), WATERMARK FOR `time` AS `time` - INTERVAL '5' SECOND.
    tables.execute_sql(f"""
        CREATE TABLE events (
            `type` STRING,
            arrival AS PROCTIME()
        ) WITH (
            'connector' = 'kinesis',
            'stream.arn' = '{source["stream.arn"]}',
            'aws.region' = '{source["aws.region"]}',
            'source.init.position' = 'TRIM_HORIZON',
            'format' = 'json',
            'json.ignore-parse-errors' = 'true'
        )
    """)
    tables.execute_sql("""
        CREATE TABLE counts (
            window_start TIMESTAMP(3),
            `type` STRING,
            events BIGINT
        ) WITH ('connector' = 'print')
    """)
    tables.execute_sql("""
        INSERT INTO counts
        SELECT window_start, `type`, COUNT(*) AS events
        FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(arrival), INTERVAL '1' MINUTE))
        GROUP BY window_start, window_end, `type`
    """)


if __name__ == "__main__":
    main()
