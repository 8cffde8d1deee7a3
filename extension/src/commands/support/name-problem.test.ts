import { branchName, environmentName } from '@prompthub/protocol';
import { nameProblem } from './name-problem';

test('what the hub would refuse is said while it is typed, as a sentence', () => {
  expect(nameProblem(environmentName, 'acceptance')).toBeUndefined();
  expect(nameProblem(environmentName, 'Acceptance')).toBe(
    'Use lower-case letters, digits and single hyphens',
  );
  expect(nameProblem(environmentName, '')).toBe('A name is needed');
  expect(nameProblem(branchName, 'shorter/replies')).toBeUndefined();
  expect(nameProblem(branchName, 'two..dots')).toMatch(/^[A-Z].+/);
});
