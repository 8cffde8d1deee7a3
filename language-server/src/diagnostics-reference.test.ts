import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '@prompthub/core';
import { explanationOf } from './diagnostics-reference';

const written = readFileSync(join(__dirname, '../../docs/reference/diagnostics.md'), 'utf8').split('\n');

test.each(rules.map(({ meta }) => meta.code))('%s leads to its heading', (code) => {
  const line = Number(explanationOf(code, 'file:///x/diagnostics.md')?.split('#L')[1]);
  expect(written[line - 1]).toBe(`## ${code}`);
  expect(explanationOf(code, 'https://example.org/diagnostics')).toBe(
    `https://example.org/diagnostics#${code}`,
  );
});

test('an unknown code leads nowhere', () => {
  expect(explanationOf('nobody-knows', 'file:///x')).toBeUndefined();
});
