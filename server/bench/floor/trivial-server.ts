import { createServer } from 'node:http';

// Answers the same few bytes to everything: what the driver can do at most is measured against it.

const body = '{"data":{"ok":true}}';
const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as { port: number }).port })}\n`);
});
