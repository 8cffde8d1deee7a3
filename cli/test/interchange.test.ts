import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from './run-cli';
import { Folder } from './workspace';

const GITHUB = `name: Greeting
model: openai/gpt-4o-mini
messages:
  - role: user
    content: Hello {{name}}
evaluators:
  - { name: nice, uses: github/similarity }
`;
const PROMPT = '---\nmodel: openai/gpt-5-mini\nvariant: x\n---\n{{>safety}}\nHello {{name}}\n';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

describe('import', () => {
  it('writes prompts beside the file and tells what became of every field', async () => {
    const { code, stdout, stderr } = await folder
      .write({ 'sub/greet.prompt.yml': GITHUB })
      .run(['import', 'sub/greet.prompt.yml']);
    expect(stdout).toMatch(/^sub\/greet\.prompt\.yml → sub\/greet\.prompt\n {2}kept {4}name: /);
    expect(stdout).toContain('kept    evaluators: ');
    expect([stderr, code]).toEqual(['1 file written, 0 fields dropped\n', 0]);
    expect(folder.read('sub/greet.prompt')).toContain('model: openai/gpt-4o-mini');
    const checked = await folder.run(['check', 'sub/greet.prompt']);
    expect(checked.code).toBe(0);
  });

  it('replaces nothing unless told to', async () => {
    folder.write({ 'greet.prompt.yml': GITHUB, 'greet.prompt': 'mine' });
    const { code, stderr } = await folder.run(['import', 'greet.prompt.yml']);
    expect([code, folder.read('greet.prompt')]).toEqual([1, 'mine']);
    expect(stderr).toContain('greet.prompt');
    expect((await folder.run(['import', 'greet.prompt.yml', '--force'])).code).toBe(0);
    expect(folder.read('greet.prompt')).toContain('Hello {{name}}');
  });

  it('reads the standard input, and writes nothing in a trial', async () => {
    const { stdout, code } = await folder.run(['import', '-', '--from', 'github', '--dry-run', '--json'], {
      input: GITHUB,
    });
    expect([JSON.parse(stdout), code]).toMatchObject([
      [{ files: ['prompt.prompt'], report: [{ fate: 'kept' }, {}] }],
      0,
    ]);
    expect(() => folder.read('prompt.prompt')).toThrow();
  });

  it('brings in no file from outside', async () => {
    const config = 'prompts: [file://../secret.txt, file://link.txt, file://in.txt]\nproviders: [echo]\n';
    folder.write({ 'secret.txt': 'hidden', 'deep/promptfooconfig.yaml': config, 'deep/in.txt': 'inside' });
    symlinkSync(join(folder.path, 'secret.txt'), join(folder.path, 'deep/link.txt'));
    const { stdout } = await runCli(['import', 'promptfooconfig.yaml', '--json'], {
      cwd: join(folder.path, 'deep'),
    });
    expect(JSON.parse(stdout)).toMatchObject([
      {
        files: ['in.prompt'],
        report: [
          { field: 'prompts[0]', fate: 'dropped' },
          { field: 'prompts[1]', fate: 'dropped' },
        ],
      },
    ]);
  });

  it('names the formats when it cannot tell one, and the place when the file is broken', async () => {
    folder.write({ 'notes.txt': 'hello', 'bad.prompt.yml': 'messages: [a' });
    const unknown = await folder.run(['import', 'notes.txt']);
    expect([unknown.code, unknown.stderr]).toEqual([
      2,
      expect.stringMatching(/notes\.txt.*--from.*promptfoo/),
    ]);
    const broken = await folder.run(['import', 'bad.prompt.yml']);
    expect([broken.code, broken.stderr]).toEqual([1, expect.stringMatching(/bad\.prompt\.yml:1:\d+: /)]);
  });
});

describe('export', () => {
  it('takes the partials along, and with --strict fails for what is dropped', async () => {
    folder.write({ 'hi.prompt': PROMPT, '_safety.prompt': 'Be kind.' });
    const { code, stdout } = await folder.run(['export', 'hi.prompt', '--to', 'prompty', '--strict']);
    expect(stdout).toContain('dropped variant: ');
    expect(code).toBe(1);
    expect(folder.read('hi.prompty')).toContain('user:\nBe kind.');
  });

  it('comes back as the prompt that it was', async () => {
    folder.write({
      'hi.prompt':
        '---\nmodel: openai/gpt-5-mini\ninput:\n  schema:\n    name: string\n---\nHello {{name}}\n',
    });
    await folder.run(['export', '.', '--to', 'promptfoo', '--out', 'out']);
    await folder.run(['import', 'out/hi.promptfooconfig.yaml']);
    expect(folder.read('out/hi.prompt')).toBe(folder.read('hi.prompt'));
  });

  it('names the line of a prompt that is broken', async () => {
    const { code, stderr } = await folder
      .write({ 'a.prompt': 'Hello\n{{#if' })
      .run(['export', 'a.prompt', '--to', 'github']);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/a\.prompt:2:\d+/)]);
  });
});
