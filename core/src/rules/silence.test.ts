import { readCorpus } from '@prompthub/test-fixtures';
import { check } from '../check';
import { render } from '../render/render';
import { silences } from './silence';
import { applied } from './testing';

function offered(source: string, code: string): [title: string, text: string][] {
  const { tree, diagnostics } = check(source);
  const found = diagnostics.find((each) => each.code === code);
  if (!found) throw new Error(`no ${code} in ${source}`);
  return silences(tree, found).map((fix) => [fix.title, applied(source, fix)]);
}

it('is a comment above the line, or a line in prompthub.lint', () => {
  expect(offered('---\nmodel: x\n---\nA\n  {{role "x"}}B', 'unknown-role')).toEqual([
    [
      'Silence unknown-role on this line',
      '---\nmodel: x\n---\nA\n{{!-- prompthub-disable-next-line unknown-role --}}\n  {{role "x"}}B',
    ],
    [
      'Turn unknown-role off in this file',
      '---\nmodel: x\nprompthub.lint: { unknown-role: off }\n---\nA\n  {{role "x"}}B',
    ],
  ]);
  expect(offered('---\r\nconfig:\r\n  a: 1\r\nfoo: 1\r\n---\r\nHi', 'dropped-key')[0]?.[1]).toBe(
    '---\r\nconfig:\r\n  a: 1\r\n# prompthub-disable-next-line dropped-key\r\nfoo: 1\r\n---\r\nHi',
  );
});

it('is no frontmatter for a prompt that has none', () => {
  expect(offered('{{role "x"}}B', 'unknown-role').map(([title]) => title)).toEqual([
    'Silence unknown-role on this line',
  ]);
});

it('is no comment in the middle of a text or a tag, and nothing for what cannot be read', () => {
  const text = '---\ninput:\n  default:\n    a: |\n      x\n      <<<dotprompt:role:system>>>\n---\n{{a}}';
  expect(offered(text, 'marker-in-value').map(([title]) => title)).toEqual([
    'Turn marker-in-value off in this file',
  ]);
  expect(offered('{{json a\n  indnt=2}}', 'helper-arguments')).toEqual([]);
  expect(offered('{{#if a}}', 'template-syntax')).toEqual([]);
});

const { files, absence } = readCorpus();

(absence ? it.skip : it)(
  'takes away that diagnostic alone, and changes nothing that is rendered',
  async () => {
    let tried = 0;
    for (const { text } of files) {
      const { tree, diagnostics } = check(text);
      if (tree.dialect !== 'dotprompt' || tree.problems.length > 0) continue;
      for (const diagnostic of diagnostics.slice(0, 5)) {
        for (const fix of silences(tree, diagnostic)) {
          tried++;
          const silenced = applied(text, fix);
          const left = check(silenced).diagnostics;
          expect(left.length).toBeLessThan(diagnostics.length);
          expect(left.every(({ code }) => code !== 'unused-suppression')).toBe(true);
          const messages = (source: string) => render(source, {}).then((each) => each.messages, String);
          expect(await messages(silenced)).toEqual(await messages(text));
        }
      }
    }
    expect(tried).toBeGreaterThan(30);
  },
);
