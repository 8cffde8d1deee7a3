import { expectFindings } from './testing';

describe('ambiguous-variant', () => {
  it.each(['a.b.c.prompt', 'dir/a.b.c.d.prompt', 'dir\\_a.b.c.prompt'])('reports %s', (fileName) => {
    expectFindings('ambiguous-variant', '«Hello {{name}}»\nyou', { fileName });
  });

  it.each([undefined, 'a.prompt', 'a.b.prompt', 'v1.2/a.b.prompt', 'a.b.c.txt'])(
    'is content with %s',
    (fileName) => {
      expectFindings('ambiguous-variant', 'Hello {{name}}', fileName === undefined ? {} : { fileName });
    },
  );
});
