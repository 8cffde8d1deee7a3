import { z } from 'zod';
import { AssertionError, type Assertion, type Observation } from '../assertion';
import { quote } from '../assertion-value';
import { askJudge } from './ask-judge';

const DEFAULT_THRESHOLD = 0.5;
const DEFAULT_WINDOW = 5;

const turns = z.array(z.object({ input: z.string(), output: z.string() })).min(1);
const settings = z.looseObject({ windowSize: z.int().min(1).default(DEFAULT_WINDOW) });
const answer = z.object({ reason: z.string(), relevant: z.boolean() });

/**
 * Replies stay on what was said: the share of windows whose last reply fits. The conversation is the variable `_conversation`, a list of
 * `input` and `output`, or prompt and output as one turn. One question for each window.
 */
export const conversationRelevance: Assertion = {
  type: 'conversation-relevance',
  shape: {
    value: 'none',
    summary:
      'The replies in `_conversation` fit what was said: a share of at least `threshold` (default 0.5).',
  },
  async evaluate(spec, observed, tools) {
    const { threshold = DEFAULT_THRESHOLD } = spec;
    const conversation = conversationOf(observed);
    const parsed = settings.safeParse(spec.config ?? {});
    if (!parsed.success) throw new AssertionError('`config: { windowSize: … }` is a whole number of turns.');
    const { windowSize } = parsed.data;
    const off: string[] = [];
    const windows = Math.max(1, conversation.length - windowSize + 1);
    for (let from = 0; from < windows; from++) {
      const { reason, relevant } = await askJudge(
        spec,
        {
          instructions:
            'The data called "conversation" are turns of a user and an assistant. Decide whether the assistant’s last reply is relevant to ' +
            'what the user said last, with all that was said before. A vague reply to a vague message is relevant.',
          data: { conversation: textOf(conversation.slice(from, from + windowSize)) },
          schema: answer,
          form: '{"reason": "one sentence", "relevant": true or false}',
          ownPrompt: true,
          vars: observed.vars,
        },
        tools,
      );
      if (!relevant) off.push(reason.trim().slice(0, 300));
    }
    const score = 1 - off.length / windows;
    return {
      holds: score >= threshold,
      score,
      expectation: `to stay relevant in at least ${threshold} of the conversation`,
      reason: `${windows - off.length} of ${windows} replies fit the conversation. ${off.join(' ')}`.trim(),
    };
  },
};

function conversationOf({ vars, prompt, output }: Observation): z.infer<typeof turns> {
  const written = vars['_conversation'];
  if (written === undefined) return [{ input: prompt, output }];
  const parsed = turns.safeParse(written);
  if (parsed.success) return parsed.data;
  throw new AssertionError(
    `The variable \`_conversation\` is a list of maps with \`input\` and \`output\`, not ${quote(JSON.stringify(written), 80)}.`,
  );
}

function textOf(conversation: z.infer<typeof turns>): string {
  return conversation.map(({ input, output }) => `User: ${input}\nAssistant: ${output}`).join('\n\n');
}
