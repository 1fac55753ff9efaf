# Writes what the daemon reads from what the construct tells the container, and starts it in place of this shell.
cat > /tmp/kcl.properties <<PROPERTIES
executableName = node /app/processor.js
applicationName = ${KCL_APPLICATION_NAME}
streamName = ${KCL_STREAM_NAME}
regionName = ${AWS_REGION}
AwsCredentialsProvider = DefaultCredentialsProvider
initialPositionInStream = ${KCL_INITIAL_POSITION}
retrievalMode = ${KCL_RETRIEVAL_MODE}
processingLanguage = nodejs/22
shutdownGraceMillis = 30000
PROPERTIES
exec java -cp 'jars/*' software.amazon.kinesis.multilang.MultiLangDaemon --properties-file /tmp/kcl.properties
