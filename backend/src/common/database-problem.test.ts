import { createServer, type AddressInfo } from 'node:net';
import { Client } from 'pg';
import { QueryFailedError } from 'typeorm';
import { databaseProblem } from './database-problem';

const failed = (code: string): Error =>
  new QueryFailedError('SELECT 1', [], Object.assign(new Error('no'), { code }));

test.each(['08006', '57P01', '57P02', '57P03', '53300', 'ECONNREFUSED', 'ECONNRESET'])(
  'a database that is away asks for patience: %s',
  (code) => {
    expect(databaseProblem(failed(code))).toMatchObject({
      status: 503,
      code: 'database-unavailable',
      headers: { 'retry-after': '5' },
    });
  },
);

test('so do connections that the driver cannot make, or loses', async () => {
  const server = createServer((socket) => socket.once('data', () => socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new Client({ host: '127.0.0.1', port });
  const lost: unknown = await client.connect().catch((error: unknown) => error);
  expect(databaseProblem(lost)).toMatchObject({ status: 503 });
  await new Promise((resolve) => server.close(resolve));
  const refused: unknown = await new Client({ host: '127.0.0.1', port })
    .connect()
    .catch((error: unknown) => error);
  expect(databaseProblem(refused)).toMatchObject({ status: 503 });
});

test('a full disk is said to be one', () => {
  expect(databaseProblem(failed('53100'))).toMatchObject({ status: 507, code: 'storage-full' });
});

test.each([failed('23505'), failed('22P02'), new Error('boom'), undefined])(
  'everything else stays our own fault: %s',
  (error) => expect(databaseProblem(error)).toBeUndefined(),
);
