import { branchText, branchTooltip } from './branch-text';

const facts = { project: 'acme/desk', branch: 'main', changed: 0, conflicts: 0, behind: 0, ahead: 0 };

test.each([
  [{}, '$(git-branch) main'],
  [{ changed: 3 }, '$(git-branch) main*'],
  [{ changed: 1, conflicts: 1, behind: 2, ahead: 1 }, '$(git-branch) main!* 2↓ 1↑'],
  [{ behind: undefined, ahead: 2 }, '$(git-branch) main 2↑'],
])('of %j it says %s', (some, text) => expect(branchText({ ...facts, ...some })).toBe(text));

test('the tooltip says the same in words, and what a click does', () => {
  expect(branchTooltip(facts)).toBe('Branch main of acme/desk\nClick to switch');
  expect(branchTooltip({ ...facts, changed: 2, conflicts: 1, behind: 2, ahead: 1 }).split('\n')).toEqual([
    'Branch main of acme/desk',
    '1 file changed here and on the hub',
    '2 files changed here',
    '2 commits on the hub to pull',
    '1 commit to send to the hub',
    'Click to switch',
  ]);
});
