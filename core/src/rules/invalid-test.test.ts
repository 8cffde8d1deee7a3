import type { TestProblems } from '../options';
import { expectFindings, fixed } from './testing';

const testProblems: TestProblems = () => [
  {
    path: [0, 'descripton'],
    message: 'Unknown.',
    severity: 'warning',
    known: ['description', 'vars'],
  },
];
const source = '---\nprompthub.tests:\n  - «descripton»: a\n---\nHi {{x}}';

it('asks for the key that was meant, and writes it', () => {
  expect(expectFindings('invalid-test', source, { testProblems })).toMatchObject([
    { message: 'Unknown. Did you mean `description`?', severity: 'warning' },
  ]);
  const plain = source.replace(/[«»]/g, '');
  expect(fixed('invalid-test', plain, { testProblems })).toBe(plain.replace('descripton', 'description'));
});
