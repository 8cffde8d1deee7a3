import { behindText, isDeployable, moveText, pointerText, releaseName } from './environment-text';

const now = Date.parse('2026-06-15T12:00:00Z');
const pointer = {
  commit: '9f2c1e5b7a8d4c3f6e0b1a2d3c4e5f60718293a4',
  why: 'Tested',
  by: { id: '01890a5d-ac96-774b-bcce-b302099a8057', name: 'Ann' },
  at: '2026-06-15T10:00:00Z',
};

test.each([
  [undefined, undefined],
  [0, 'up to date'],
  [1, '1 version behind'],
  [12, '12 versions behind'],
])('%p behind is said as %p', (behind, words) => expect(behindText(behind)).toBe(words));

test('what runs somewhere is one line, how far it is behind first', () => {
  expect(pointerText({ ...pointer, behind: 3 }, now)).toBe('3 versions behind · 9f2c1e5 · Ann, 2 hours ago');
  expect(pointerText(pointer, now)).toBe('9f2c1e5 · Ann, 2 hours ago');
});

test('a prompt is named without its extension, the project by its environment alone', () => {
  expect(releaseName({ environment: 'production' })).toBe('production');
  expect(releaseName({ environment: 'production', path: 'mail/reply.formal.prompt' })).toBe(
    'mail/reply.formal in production',
  );
});

test.each([
  [{ to: pointer.commit }, 'production runs 9f2c1e5 now.'],
  [{ to: pointer.commit, path: 'a.prompt' }, 'a in production runs 9f2c1e5 now.'],
  [{ path: 'a.prompt' }, 'a in production follows the project now.'],
  [{}, 'Nothing runs in production now.'],
])('the move %p is told as %p', (move, words) =>
  expect(moveText({ environment: 'production', ...move })).toBe(words),
);

test.each([
  ['triage.prompt', true],
  ['mail/reply.formal.prompt', true],
  ['_tone.prompt', false],
  ['mail/_tone.prompt', false],
  ['triage.tests.yaml', false],
])('%p can be deployed by itself: %p', (path, expected) => expect(isDeployable(path)).toBe(expected));
