import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { features } from './registry';

const rows = readFileSync(join(__dirname, '../../../README.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| `(?:textDocument|workspace|callHierarchy)\//.test(line))
  .map((line) => line.split(' | '));
const served = rows.filter(([, answer]) => answer !== 'no').map(([methods = '']) => methods);

test.each(features.map(({ method }) => method))('the README says that %s is served', (method) => {
  const name = method.replace(/^(?:textDocument|workspace)\//, '');
  const isListed = (written: string): boolean =>
    written === method || written === name || written === `…/${name.split('/').at(-1)}`;
  const listed = served.flatMap((methods) =>
    [...methods.matchAll(/`([^`]+)`/g)].map(([, written = '']) => written),
  );
  expect(listed.filter(isListed)).toHaveLength(1);
});
