import { cursor } from '../testing/cursor';
import { expressionContext } from './expression-context';

function at(marked: string): string {
  const { text, offset } = cursor(marked);
  const found = expressionContext(text, offset);
  if (!found) return 'none';
  const { kind, sigil, callee, argument, hashKey, word } = found;
  const place = kind === 'argument' || kind === 'string' ? ` ${argument}` : '';
  return `${kind} ${sigil}${callee}${place}${hashKey === undefined ? '' : ` ${hashKey}=`} "${word}"`;
}

test.each([
  ['text █', 'none'],
  ['{{a}} █', 'none'],
  ['{{█', 'head  ""'],
  ['{█{', 'none'],
  ['{{█}}', 'head  ""'],
  ['{{ na█ }}', 'head  "na"'],
  ['{{{na█}}}', 'head  "na"'],
  ['{{~#if us█', 'argument #if 0 "us"'],
  ['{{#█', 'head # ""'],
  ['{{#each items as |it█', 'argument #each 2 "it"'],
  ['{{> gre█', 'head > "gre"'],
  ['{{> greet na█', 'argument >greet 0 "na"'],
  ['{{> greet name=us█', 'hash-value >greet name= "us"'],
  ['{{> greet name=user.fi█', 'hash-value >greet name= "user.fi"'],
  ['{{role "█"}}', 'string role 0 ""'],
  ['{{role "sy█', 'string role 0 "sy"'],
  ['{{media url=image content█', 'argument media 0 "content"'],
  ['{{#ifEquals a.b "x" █', 'argument #ifEquals 2 ""'],
  ['{{json (lookup a █) }}', 'argument (lookup 0 "a"'.replace('0 "a"', '1 ""')],
  ['{{json (lookup a b) █}}', 'argument json 1 ""'],
  ['{{else █', 'head # ""'],
  ['{{else if x█', 'argument #if 0 "x"'],
  ['{{/ea█', 'head / "ea"'],
  ['{{! note █', 'none'],
  ['\\{{na█', 'none'],
  ['{{@in█', 'head  "@in"'],
  ['{{../na█', 'head  "../na"'],
])('%j is %s', (marked, expected) => {
  expect(at(marked)).toBe(expected);
});

test('the word goes on behind the cursor, and a closing brace after it is known', () => {
  const { text, offset } = cursor('{{na█me }}!');
  expect(expressionContext(text, offset)).toMatchObject({ replace: { start: 2, end: 6 }, closedAt: 9 });
});
