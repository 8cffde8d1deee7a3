import type { Finding, Rule } from './rule';

export const invalidEncoding: Rule = {
  meta: {
    code: 'invalid-encoding',
    severity: 'warning',
    summary: 'Characters were lost because the file is not UTF-8.',
    docs:
      'Bytes that are not UTF-8 are read as U+FFFD. What stood there is lost to the model, and saving the file makes ' +
      'that final. Open the file in its own encoding and save it as UTF-8.',
    bad: 'Bonjour Andr\uFFFD {{name}}',
    good: 'Bonjour André {{name}}',
  },
  create: ({ tree, report }) => ({
    file() {
      for (const finding of lostCharacters(tree.source)) report(finding);
    },
  }),
};

/** One finding at the first of them: the rest is lost in the same way. */
export function lostCharacters(source: string): Finding[] {
  const start = source.indexOf('\uFFFD');
  if (start < 0) return [];
  const message =
    'Here stands U+FFFD, the sign for bytes that are not UTF-8. Open the file again in its own encoding and save it as UTF-8.';
  return [{ range: { start, end: start + 1 }, message }];
}
