import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { MAX_SOURCE_BYTES, rules } from '@prompthub/core';
import { readCorpus } from '../src/index';

/** A project with real prompts and with every kind of fault: bytes by path from its root. */
export function workspaceFiles(): Map<string, Uint8Array> {
  const faulty = rules.flatMap(({ meta: { code, bad } }): [string, string][] =>
    bad === undefined ? [] : [[`faults/${code}.prompt`, bad]],
  );
  const texts: [string, string][] = [
    ['prompthub.yaml', 'project: acme/desk\n'],
    ...examples(),
    ...readCorpus().files.map(({ path, text }): [string, string] => [`corpus/${path}`, text]),
    ...faulty,
    ...partialLookups,
    ...tests,
  ];
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  return new Map([...texts.map(([path, text]): [string, Uint8Array] => [path, encode(text)]), ...bytes]);
}

function examples(): [string, string][] {
  const folder = join(__dirname, '../../examples/support-desk');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:prompt|tests\.yaml)$/.test(name))
    .map((name) => [`examples/${name.split(sep).join('/')}`, readFileSync(join(folder, name), 'utf8')]);
}

const partialLookups: [string, string][] = [
  ['_tone.prompt', 'Be kind.'],
  ['_only-root.prompt', 'root'],
  ['build/_tone.prompt', '---\nmodel: x\n---\nBe quick.'],
  ['build/uses.prompt', '{{>tone}}{{>only-root}}'],
  ['other/uses.prompt', '{{>tone}}{{>only-root}}{{>part}}'],
  ['lookup/_tone.prompt', '---\nmodel: x\n---\nBe brief.'],
  ['lookup/a/b/uses.prompt', '{{>tone}}{{>lookup/tone}}{{>build/tone}}{{>a/tone}}{{>far}}{{>hidden}}'],
  ['lookup/z/_far.prompt', '{{>far}}'],
  ['lookup/é/_far.prompt', 'far'],
  ['lookup/Z/_far.prompt', '---\nmodel: x\n---\n'],
  ['circle/_one.prompt', '{{>two}}'],
  ['circle/_two.prompt', '{{#if x}}{{>one}}{{/if}}'],
  ['circle/uses.prompt', '{{x}}{{>one}}'],
  ['old/_old.prompt', '---\nprompthub.meta: { stability: deprecated, replacedBy: tone }\n---\nHi'],
  ['old/uses.prompt', '{{>old}}{{>tone}}'],
  ['.hidden/_hidden.prompt', 'hidden'],
  ['node_modules/_hidden.prompt', 'hidden'],
  ['names with spaces/%41_ü/_part.prompt', '{{x}}'],
  ['names with spaces/uses.prompt', '{{>names with spaces/%41_ü/part}}{{>part}}'],
];

const tests: [string, string][] = [
  ['tests/broken.tests.yaml', '- description: [a\n'],
  [
    'tests/bad.tests.yaml',
    'tests:\n  - descripton: a\n  - mode: dance\n  - assert:\n      - type: contians\n      - {}\n',
  ],
  ['tests/twice.tests.yml', '- vars: { a: 1, a: 2 }\n'],
  ['tests/empty.tests.yaml', '# none yet\n'],
  ['tests/map.tests.yaml', 'test: []\n'],
  [
    'tests/inline.prompt',
    '---\ninput: { schema: { a: string } }\nprompthub.tests:\n  - assert: [{ type: not-contians }]\n    mod: run\n  - 5\n---\n{{a}}\n',
  ],
  ['tests/suite.prompt', '---\ninput: { schema: { name: string } }\n---\n{{name}}\n'],
  [
    'tests/suite.tests.yaml',
    '- vars: { nmae: Ada }\n- vars: { name: 5 }\n  assert: [{ type: contains }]\n# prompthub-disable-next-line unknown-input\n- vars: { name: A, b: 1 }\n',
  ],
  [
    'tests/settings.prompt',
    '---\nmodel: anthropic/claude-sonnet-4-5\nconfig: { temperature: 1.5, maxTokens: 100000 }\n---\nHello {{a}}\n',
  ],
  ['tests/off.prompt', '---\nprompthub.lint: { invalid-test: off }\nprompthub.tests: 5\n---\nHello {{a}}\n'],
];

const bytes: [string, Uint8Array][] = [
  ['bytes/binary.prompt', Buffer.from('one\n{{a}}\0\n')],
  ['bytes/latin1.prompt', Buffer.from('one\n{{a}} caf\xe9\n', 'latin1')],
  ['bytes/latin1.tests.yaml', Buffer.from('- description: caf\xe9\n', 'latin1')],
  ['bytes/large.prompt', Buffer.alloc(1_000_001, 'x')],
  ['bytes/huge.prompt', Buffer.alloc(MAX_SOURCE_BYTES + 5000, 'é')],
  ['bytes/huge.tests.yaml', Buffer.alloc(MAX_SOURCE_BYTES + 5000, '- a\n')],
  ['bytes/_huge.prompt', Buffer.alloc(MAX_SOURCE_BYTES + 5000, '{{y}}')],
  ['bytes/includes-huge.prompt', Buffer.from('{{x}}{{>huge}}')],
  ['bytes/crlf.prompt', Buffer.from('---\r\nmodel: x\r\nmodel: y\r\n---\r\n{{role "System"}}😀{{role "x"}}')],
];
