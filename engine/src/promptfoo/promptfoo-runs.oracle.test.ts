import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml } from '@prompthub/core';
import { textOfMessages } from '../providers/message-text';
import { runMatrix } from '../runner/run-matrix';
import type { Answerer } from '../runner/run-one-test';
import { readPromptfooSuite } from './read-suite';
import { suiteColumns, suiteGroups } from './suite-matrix';
import { filesIn } from './testing/suite-files';

const FOLDER = join(__dirname, 'testing/configs');

interface Run {
  readonly test: number;
  readonly model: string;
  readonly asked: string;
  readonly pass: boolean;
  readonly score: number;
}

/** Made by scripts/oracles/promptfoo-configs.mjs. */
const { runs } = JSON.parse(readFileSync(join(__dirname, 'testing/promptfoo-runs.json'), 'utf8')) as {
  readonly runs: Readonly<Record<string, readonly Run[]>>;
};

/** What promptfoo's `echo` answers: the prompt as it was asked. */
const echo: Answerer = ({ rendered, model = '' }) => {
  const usage = { inputTokens: 0, outputTokens: 0, estimated: false };
  const text = askedOf(rendered.messages);
  const answer = { text, toolCalls: [], finishReason: 'stop' as const, usage, model };
  return Promise.resolve({
    rendered,
    model,
    text,
    answer,
    usage,
    costUsd: 0,
    latencyMs: 0,
    timeToFirstTokenMs: 0,
  });
};

type Messages = Parameters<typeof textOfMessages>[0];

function askedOf(messages: Messages): string {
  const [only, ...more] = messages;
  if (only?.role === 'user' && more.length === 0) return textOfMessages(messages);
  const roles = { model: 'assistant', system: 'system', user: 'user', tool: 'tool' };
  const asked = messages.map((message) => ({
    role: roles[message.role],
    content: textOfMessages([message]),
  }));
  return JSON.stringify(asked, undefined, 2);
}

test.each(Object.entries(runs))('%s is run as promptfoo runs it', async (name, expected) => {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  const suite = await readPromptfooSuite({ path: name, text }, filesIn(FOLDER));
  const groups = suiteGroups(suite);
  const context = { credentials: () => Promise.resolve(undefined) };
  const withEcho = <T extends object>(wording: T): T & { answerer: Answerer } => ({
    ...wording,
    answerer: echo,
  });
  const run = await runMatrix({
    columns: suiteColumns(suite),
    prompts: groups.map(({ wording, variants, ...group }) => ({
      ...group,
      context,
      wording: withEcho(wording),
      variants: Object.fromEntries(Object.entries(variants).map(([key, value]) => [key, withEcho(value)])),
    })),
  });
  const found = run.prompts.flatMap((results, index) =>
    results.map(({ column, result }) => ({
      order: [result.test.index, column, groups[index]?.prompt ?? 0],
      model: suite.models[column]?.label,
      asked: normal(result.output),
      pass: result.status === 'passed',
      score: result.score,
    })),
  );
  found.sort((a, b) => compare(a.order, b.order));
  expect(found.map(({ order: [test], ...rest }) => ({ test, ...rest }))).toEqual(
    expected.map(({ test, model, asked, pass, score }) => ({
      test,
      model,
      asked: normal(asked),
      pass,
      score: expect.closeTo(score, 9),
    })),
  );
});

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** Blank space around an answer says nothing; lists of messages are compared as such, in whatever form. */
function normal(text: string): string {
  const trimmed = text.trim();
  return /^(?:- role:|\[\s*\{)/.test(trimmed) ? JSON.stringify(parseYaml(trimmed).value) : trimmed;
}
