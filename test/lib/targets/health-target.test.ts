import { HealthTarget } from 'cdk-sluice';
import { deployedRoute } from '../../support/templates';

describe('the health route', () => {
  const route = deployedRoute(() => new HealthTarget(), '/health', { method: 'GET' });

  test.each(['', '{"status":"down"}', '$input.body', '"'])('asks its mock for 200 whatever is sent, as %j', (body) => {
    expect(JSON.parse(route.request({ body, params: { querystring: { statusCode: '500' } } }))).toEqual({
      statusCode: 200,
    });
  });

  test('answers that the front door stands, whatever was sent', () => {
    expect(route.response(200, '{"status":"down"}')).toEqual({ status: 200, headers: {}, body: { status: 'ok' } });
  });
});
