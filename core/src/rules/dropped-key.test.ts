import { expectFindings, fixed } from './testing';

describe('dropped-key', () => {
  it('reports keys that Dotprompt does not keep', () => {
    expectFindings(
      'dropped-key',
      '---\nmodel: x\n«temperature»: 1\nprompthub.meta: { owner: me }\n«prompthub»: { a: 1 }\n«ext»: { a: { b: 1 } }\n«maxTurns»: 3\n«titel»: x\n---\nHi',
    );
  });

  it.each([
    ['temperature: 1', 'config: { temperature: 1 }'],
    ['temperature: 1\nconfig:\n  topP: 1', 'config:\n  temperature: 1\n  topP: 1'],
    ['config: { topP: 1 }\ntopK: 3', 'config: { topK: 3, topP: 1 }\n'],
    ['modle: x', 'model: x'],
    ['model: x\next: { a: { b: 1 } }', 'model: x\na.b: 1\n'],
    ['prompthub:\n  meta:\n    owner: me', 'prompthub.meta: {"owner":"me"}\n'],
    ['model: x\nfoo: 1', 'model: x\n'],
  ])('repairs %j', (yaml, after) => {
    expect(fixed('dropped-key', `---\n${yaml}\n---\nHi`)).toBe(`---\n${after.trimEnd()}\n---\nHi`);
  });
});

it('takes the keys of Genkit for a hint, and for right in its profile', () => {
  const source = '---\n«maxTurns»: 3\n«use»: [retry]\nmodel: x\n---\nHi';
  expect(expectFindings('dropped-key', source)).toMatchObject([{ severity: 'hint' }, { severity: 'hint' }]);
  expectFindings('dropped-key', source.replaceAll(/[«»]/g, ''), { profile: 'genkit' });
});
