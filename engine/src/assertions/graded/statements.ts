import { z } from 'zod';
import type { AssertionSpec } from '../../runner/test-case';
import { AssertionError, type Finding } from '../assertion';
import type { AssertionTools } from '../assertion-tools';
import { quote } from '../assertion-value';
import { askJudge } from './ask-judge';

/** Promptfoo's for all measures of retrieval. */
const DEFAULT_THRESHOLD = 0.5;

const answer = z.object({ statements: z.array(z.object({ text: z.string(), supported: z.boolean() })) });

export interface StatementsTask {
  readonly tools: AssertionTools;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly instructions: string;
  readonly wants?: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, string>>;
  readonly expectation: string;
  /** What is counted: `claims`. */
  readonly of: string;
  /** The score when the judge finds none; without it that cannot be decided. */
  readonly ifNone?: number;
}

/** The judge lists the statements of a text and which of them the context supports; their share is the score. */
export async function judgeStatements(spec: AssertionSpec, task: StatementsTask): Promise<Finding> {
  const { threshold = DEFAULT_THRESHOLD } = spec;
  const { statements } = await askJudge(
    spec,
    {
      ...task,
      schema: answer,
      form: '{"statements": [{"text": "one statement", "supported": true or false}]}',
      ownPrompt: true,
    },
    task.tools,
  );
  const missing = statements.filter(({ supported }) => !supported).map(({ text }) => quote(text, 120));
  const score = statements.length === 0 ? task.ifNone : 1 - missing.length / statements.length;
  if (score === undefined) throw new AssertionError(`The judge found no ${task.of} to look for.`);
  const found = `${statements.length - missing.length} of ${statements.length} ${task.of} are supported`;
  return {
    holds: score >= threshold,
    score,
    expectation: `${task.expectation} (at least ${threshold})`,
    reason: missing.length === 0 ? `${found}.` : `${found}; not ${missing.slice(0, 5).join(', ')}.`,
  };
}
