import type { Message } from '@prompthub/core';
import { z } from 'zod';
import { fillText } from '../fill-value';
import { parseJson } from '../json-text';
import { fence } from './fence';

const chat = z
  .array(
    z.object({ role: z.enum(['system', 'user', 'assistant', 'model', 'developer']), content: z.string() }),
  )
  .min(1);

interface Filling {
  readonly data: Readonly<Record<string, string>>;
  readonly wants?: Readonly<Record<string, string>>;
  readonly vars?: Readonly<Record<string, unknown>>;
  readonly joined?: Readonly<Record<string, readonly string[]>>;
  /** The form of the answer, in words. */
  readonly answer: string;
}

/**
 * The author's own instructions: a text, or a chat as JSON with `role` and `content`. `{{output}}`, `{{rubric}}` and the like become
 * the data with its fence around it, other names the test's variables.
 */
export function ownPrompt(
  template: string,
  { data, wants, vars = {}, joined = {}, answer }: Filling,
): readonly Message[] {
  const { blocks, warning } = fence(data, wants);
  const written = chat.safeParse(parseJson(template)?.value).data ?? [
    { role: 'user' as const, content: template },
  ];
  const together = Object.entries(joined).map(([name, labels]): [string, string] => [
    name,
    labels.map((label) => blocks[label]).join('\n\n'),
  ]);
  const values: Readonly<Record<string, unknown>> = {
    ...vars,
    ...blocks,
    ...Object.fromEntries<string>(together),
  };
  const messages = written.map(({ role, content }): Message => ({
    role: role === 'assistant' ? 'model' : role === 'developer' ? 'system' : role,
    content: [{ text: fillText(content, values) }],
  }));
  return [...messages, { role: 'user', content: [{ text: `${warning}\n\n${answer}` }] }];
}
