import { z } from 'zod';
import { AssertionError, type Assertion } from '../assertion';
import { quote, someTextValue } from '../assertion-value';
import { askJudge } from './ask-judge';
import { probabilityFromServer } from './classifying-server';
import { graded } from './rubric';

/** Promptfoo's. */
const DEFAULT_THRESHOLD = 1;
const verdict = z.object({ reason: z.string(), probability: z.number().min(0).max(1) });
const settings = z.looseObject({ labels: z.array(z.string()).min(2).optional(), url: z.string().optional() });

/**
 * How surely the output belongs to a class: by a model on the server at `config.url`, else by the judge, for whom `config.labels` names the classes
 * to choose from.
 */
export const classifier: Assertion = {
  type: 'classifier',
  shape: {
    value: 'text',
    summary:
      'The judge puts the output into this class, with a probability of at least `threshold` (default 1); or a classifying model at `config: { url }`, in the shape of Hugging Face’s text-classification (`--allow-host`).',
  },
  async evaluate(spec, { output }, tools) {
    const { threshold = DEFAULT_THRESHOLD } = spec;
    const label = someTextValue(spec);
    const parsed = settings.safeParse(spec.config ?? {});
    if (!parsed.success || (parsed.data.labels && !parsed.data.labels.includes(label)))
      throw new AssertionError(
        '`config: { labels: [...] }` of "classifier" is a list of classes, with the value among them.',
      );
    const expectation = `to be ${quote(label)} with a probability of at least ${threshold}`;
    if (parsed.data.url !== undefined) {
      const score = await probabilityFromServer(parsed.data.url, { text: output, label }, tools);
      return { holds: score >= threshold, score, expectation, detail: `it is that with ${score}` };
    }
    const classes = parsed.data.labels?.join(', ');
    const { reason, probability } = await askJudge(
      spec,
      {
        instructions:
          'You are a text classifier. Say with which probability the data called "output" belongs to the class called "class"' +
          `${classes === undefined ? '' : ', of the classes called "classes"'}: 0 is certainly not, 1 certainly.`,
        wants: { class: label, ...(classes !== undefined && { classes }) },
        data: { output },
        schema: verdict,
        form: '{"reason": "one sentence", "probability": a number from 0 to 1}',
      },
      tools,
    );
    return {
      holds: probability >= threshold,
      score: probability,
      expectation,
      reason: graded(reason, probability),
    };
  },
};
