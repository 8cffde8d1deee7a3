import type { Fix } from '../diagnostic';
import { didYouMean, question, replace } from './fixes';
import type { Finding, Rule } from './rule';
import type { Suppression } from './suppressions';

/** Found by `check` itself, once all other rules have spoken. */
export const unusedSuppression: Rule = {
  meta: {
    code: 'unused-suppression',
    severity: 'hint',
    summary: 'A comment silences nothing.',
    docs:
      'A comment `prompthub-disable-next-line` or `prompthub-disable` names a code that is not reported there, or that ' +
      'does not exist. What it once silenced is gone: the comment can go too.',
    bad: '{{!-- prompthub-disable-next-line unknown-role --}}\n{{role "user"}}Hello',
    good: '{{!-- prompthub-disable-next-line unknown-role -- our host knows it --}}\n{{role "developer"}}Hello',
  },
  create: () => ({}),
};

interface Surroundings {
  readonly source: string;
  readonly codes: readonly string[];
  /** Whether the rule of that code looked at this text; undefined asks for all rules. */
  readonly judges: (code: string | undefined) => boolean;
}

/** What is to be said of a suppression; undefined when it is of use, or nobody can know. */
export function unusedFinding(
  { code, range, isUsed, start, of }: Suppression,
  { source, codes, judges }: Surroundings,
): Finding | undefined {
  if (isUsed) return undefined;
  const removal = of > 1 ? withoutCode(range, source) : withoutComment(start, source);
  if (code !== undefined && !codes.includes(code)) {
    const meant = didYouMean(range, code, codes);
    const message = `There is no diagnostic \`${code}\`.${question(meant)}`;
    return { range, message, fixes: [meant && { ...meant, preferred: false }, removal] };
  }
  if (!judges(code)) return undefined;
  const message = code === undefined ? 'This silences nothing.' : `\`${code}\` is not reported here.`;
  return { range, message, tags: ['unnecessary'], fixes: [removal] };
}

function withoutCode({ start, end }: { start: number; end: number }, source: string): Fix {
  // Only so far: a file may have thousands of comments.
  const before = /[ \t]*,[ \t]*$/.exec(source.slice(Math.max(0, start - 100), start))?.[0] ?? '';
  const after = before === '' ? (/^[ \t]*,?[ \t]*/.exec(source.slice(end))?.[0] ?? '') : '';
  const title = `Remove ${source.slice(start, end)}`;
  return replace({ start: start - before.length, end: end + after.length }, '', { title });
}

/** The comment, and its line when nothing else stands on it. */
function withoutComment(start: number, source: string): Fix {
  const rest = source.slice(start);
  const long = /^\{\{~?!--[^]*?--~?\}\}/.exec(rest)?.[0];
  const comment = long ?? /^\{\{~?![^]*?\}\}|^#[^\r\n]*/.exec(rest)?.[0] ?? '';
  const end = start + comment.length;
  let lineStart = start;
  while (source[lineStart - 1] === ' ' || source[lineStart - 1] === '\t') lineStart--;
  const beginsLine = lineStart === 0 || /[\r\n]/.test(source[lineStart - 1] ?? '');
  const tail = /^[ \t]*(?:\r\n|\r|\n)/.exec(source.slice(end))?.[0];
  const isAlone = beginsLine && tail !== undefined;
  const range = isAlone ? { start: lineStart, end: end + tail.length } : { start, end };
  return replace(range, '', { title: 'Remove the comment' });
}
