// What any CDK app costs: one stack without a resource.
const { App, Stack } = require('aws-cdk-lib');

const app = new App();
new Stack(app, 'Empty');
app.synth();
