import fastify from 'fastify';
import { post } from './post';

test('a request without streams is answered as one with them', async () => {
  const app = fastify({ logger: false });
  app.addHook('onRequest', async (_request, reply) => void reply.header('x-frame-options', 'DENY'));
  app.post('/here', async (request, reply) =>
    reply.code(request.headers['x-want'] === 'no' ? 403 : 200).send({ got: request.body, from: request.ip }),
  );
  await app.ready();
  for (const [payload, want] of [
    ['{"a":"客户"}', 'yes'],
    ['{"a":1}', 'no'],
    ['{', 'yes'],
  ] as const) {
    const headers = { 'content-type': 'application/json', 'x-want': want };
    const streamed = await app.inject({ method: 'POST', url: '/here', headers, payload });
    const posted = await post(app, '/here', headers, payload);
    expect([posted.status, posted.body]).toEqual([streamed.statusCode, streamed.payload]);
    // Node's own lines.
    const own = (headers: object): object =>
      Object.fromEntries(
        Object.entries(headers).flatMap(([name, value]) =>
          ['date', 'connection'].includes(name) ? [] : [[name, String(value)]],
        ),
      );
    expect(own(posted.headers)).toEqual(own(streamed.headers));
  }
  await app.close();
});
