import { Stack, Validations } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';

const ID_PATH = 'TransitGatewayAttachments.0.TransitGatewayAttachmentId';

/**
 * The id of the attachment that a Transit Gateway makes for a VPN connection. CloudFormation does not return it, so a
 * custom resource asks EC2; its function comes ready-made with the CDK and may do nothing but describe.
 */
export function transitGatewayAttachmentId(scope: Construct, connection: ec2.CfnVPNConnection): string {
  const lookup = new AwsCustomResource(scope, 'Attachment', {
    resourceType: 'Custom::TransitGatewayVpnAttachment',
    onUpdate: {
      service: 'EC2',
      action: 'describeTransitGatewayAttachments',
      parameters: {
        Filters: [
          { Name: 'resource-id', Values: [connection.attrVpnConnectionId] },
          { Name: 'resource-type', Values: ['vpn'] },
        ],
      },
      physicalResourceId: PhysicalResourceId.fromResponse(ID_PATH),
      outputPaths: [ID_PATH],
    },
    policy: AwsCustomResourcePolicy.fromStatements([
      // EC2 knows no resource for its describe actions. Source: Service Authorization Reference, Amazon EC2.
      new iam.PolicyStatement({ actions: ['ec2:DescribeTransitGatewayAttachments'], resources: ['*'] }),
    ]),
    // The SDK of the runtime knows the call; another one would be downloaded at each deployment.
    installLatestAwsSdk: false,
  });
  acknowledge(lookup);
  return lookup.getResponseField(ID_PATH);
}

function acknowledge(lookup: AwsCustomResource): void {
  Validations.of(lookup).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'EC2 knows no resource for ec2:DescribeTransitGatewayAttachments',
  });
  const provider = Stack.of(lookup).node.tryFindChild(
    `AWS${AwsCustomResource.PROVIDER_FUNCTION_UUID.replace(/-/g, '')}`,
  );
  if (provider === undefined) return;
  Validations.of(provider).acknowledge(
    {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      reason: "The CDK's own function writes its log with it",
    },
    { id: 'AwsSolutions-L1', reason: "The runtime of the CDK's own function is the CDK's choice" },
  );
}
