import { CancellationToken, ResponseError } from 'vscode-languageserver';
import { z } from 'zod';
import { guard } from './guard';

const params = { textDocument: { uri: 'file:///a.prompt' }, position: { line: 2, character: 4 } };

test('what a handler throws becomes an error that names request, file and place', async () => {
  const failing = guard('textDocument/hover', () => {
    throw new Error('no luck');
  });
  await expect(failing(params, CancellationToken.None)).rejects.toEqual(
    new ResponseError(-32603, 'textDocument/hover failed in file:///a.prompt at 3:5: no luck'),
  );
});

test('wrong parameters are named', async () => {
  const strict = guard('prompthub/run', (raw) => z.object({ uri: z.string() }).parse(raw));
  await expect(strict({}, CancellationToken.None)).rejects.toMatchObject({
    code: -32602,
    message: expect.stringContaining('uri'),
  });
});

test('a cancelled request is not begun', async () => {
  const work = jest.fn();
  await expect(guard('x', work)(params, CancellationToken.Cancelled)).rejects.toMatchObject({ code: -32800 });
  expect(work).not.toHaveBeenCalled();
});
