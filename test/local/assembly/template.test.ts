import { loadDeployment } from '../../../local/assembly';
import { deploy } from './template-fixture';
import { TemporaryFolder } from './temporary-folder';

const TOPIC = { Type: 'AWS::SNS::Topic' };

describe('a template', () => {
  test('may have every section and attribute of CloudFormation', () => {
    const attributes = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', Metadata: {}, DependsOn: [] };
    const sections = { AWSTemplateFormatVersion: '2010-09-09', Description: 'd', Metadata: {}, Rules: {}, Hooks: {} };
    const { resources } = deploy({ ...sections, Resources: { T: { ...TOPIC, ...attributes } } });
    expect(resources).toHaveLength(1);
  });

  test('fails with a section that CloudFormation does not have', () => {
    expect(() => deploy({ Resources: {}, Resourcess: { T: TOPIC } })).toThrow(
      expect.objectContaining({
        code: 'NOT_A_TEMPLATE',
        message: expect.stringMatching(/'Resourcess' is no section of a template/),
      }),
    );
  });

  test('fails with an attribute that resources do not have', () => {
    expect(() => deploy({ Resources: { T: { ...TOPIC, Conditon: 'IsProd' } } })).toThrow(
      expect.objectContaining({
        code: 'NOT_A_TEMPLATE',
        message: expect.stringMatching(/Resources\.T: 'Conditon' is no attribute of a resource/),
      }),
    );
  });

  test('may begin with a byte-order mark', () => {
    const folder = new TemporaryFolder();
    const path = folder.write('marked.json', `\uFEFF${JSON.stringify({ Resources: { T: TOPIC } })}`);
    expect(loadDeployment(path).resources).toHaveLength(1);
    folder.remove();
  });
});
