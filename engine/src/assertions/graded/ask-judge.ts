import type { Message } from '@prompthub/core';
import { z } from 'zod';
import type { AssertionSpec } from '../../runner/test-case';
import { AssertionError } from '../assertion';
import type { AssertionTools, JudgeQuestion } from '../assertion-tools';
import { quote } from '../assertion-value';
import { fence } from './fence';
import { readAnswer } from './read-answer';
import { ownPrompt } from './rubric-prompt';

/** What a judge is asked. */
export interface JudgeTask<T> {
  /** What to look at and how to decide; ours, or at least the test author's. */
  readonly instructions: string;
  /** What the author of the test wants to know, by its label: the criterion, the reference. */
  readonly wants?: Readonly<Record<string, string>>;
  /** What is judged, by its label: data, whatever stands in it. */
  readonly data: Readonly<Record<string, string>>;
  readonly schema: z.ZodType<T>;
  /** The answer's form, for people and models: `{"reason": "…", "pass": true or false}`. */
  readonly form: string;
  /** May the author's `rubricPrompt`, or the file that it names, stand in place of the instructions? */
  readonly ownPrompt?: boolean;
  readonly vars?: Readonly<Record<string, unknown>>;
  /** For `rubricPrompt`: names under which several of the data stand together. */
  readonly joined?: Readonly<Record<string, readonly string[]>>;
  readonly webSearch?: boolean;
}

/** Of what a judge said wrongly, this much is repeated to it. UTF-16 units. */
const MAX_REPEATED = 2_000;

/**
 * Asks the judge and reads its answer. An answer in another form is asked for once more; after that nothing is decided. Rejects with
 * AssertionError.
 */
export async function askJudge<T>(
  spec: Pick<AssertionSpec, 'type' | 'provider' | 'rubricPrompt'>,
  task: JudgeTask<T>,
  tools: AssertionTools,
): Promise<T> {
  const messages = await messagesOf(spec, task, tools);
  const question: JudgeQuestion = {
    messages,
    model: spec.provider,
    schema: jsonSchemaOf(task.schema),
    webSearch: task.webSearch,
  };
  const said = await tools.ask(question);
  const read = readAnswer(said, task.schema);
  if ('value' in read) return read.value;
  const again = await tools.ask({
    ...question,
    messages: [
      ...messages,
      message('model', said.slice(0, MAX_REPEATED) || '(nothing)'),
      message(
        'user',
        `This cannot be read: ${read.problem}. Answer again, with this JSON and nothing else: ${task.form}`,
      ),
    ],
  });
  const reread = readAnswer(again, task.schema);
  if ('value' in reread) return reread.value;
  throw new AssertionError(
    `The judge's answer cannot be read (${reread.problem}), and asking again did not help. It said ${quote(again.trim(), 160)}.`,
  );
}

async function messagesOf<T>(
  { rubricPrompt }: Pick<AssertionSpec, 'rubricPrompt'>,
  task: JudgeTask<T>,
  tools: AssertionTools,
): Promise<readonly Message[]> {
  const written = task.ownPrompt ? (rubricPrompt ?? tools.rubricPrompt) : undefined;
  const answer = `Answer with this JSON and nothing else: ${task.form}`;
  if (written !== undefined) {
    const file = /^file:\/\/(.+)$/.exec(written)?.[1];
    return ownPrompt(file === undefined ? written : await tools.readFile(file), { ...task, answer });
  }
  const { blocks, warning } = fence(task.data, task.wants);
  return [
    message('system', `${task.instructions}\n\n${warning}\n\n${answer}`),
    message('user', Object.values(blocks).join('\n\n')),
  ];
}

function message(role: Message['role'], text: string): Message {
  return { role, content: [{ text }] };
}

/** Without limits of numbers and lists, which not every provider takes; the answer is held to them here. */
function jsonSchemaOf(schema: z.ZodType): JudgeQuestion['schema'] {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    override: ({ jsonSchema }) => {
      for (const limit of ['minimum', 'maximum', 'minItems', 'maxItems', 'minLength'] as const)
        delete jsonSchema[limit];
    },
  });
  return rest;
}
