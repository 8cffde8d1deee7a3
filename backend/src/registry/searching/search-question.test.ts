import { readQuestion } from './search-question';

it.each([
  ['mail', '"mail"', '', `'name mail':*`],
  ['reply to Mail', '"reply" "to" "mail"', '"reply" "to"', `'name mail':*`],
  ['mail/support-rep', '"mail support rep"', '"mail support"', `'name rep':*`],
  ['a.prompt', '"a"', '', `'name a':*`],
  ['"a phrase" -not that', '"a phrase" -"not" "that"', '"a phrase" -"not"', `'name that':*`],
  ['a "b c"', '"a" "b c"', '', ''],
  ['a -b', '"a" -"b"', '', ''],
  ['a -"b c', '"a" -"b c"', '', ''],
  ['a OR b', '"a" or "b"', '"a" or', `'name b':*`],
  ['a or', '"a" or', '', ''],
  ['退款', '"退 款"', '"退"', `'name 款':*`],
  ["it's", '"it s"', '"it"', `'name s':*`],
  ['a & (b | !c) <-> :*', '"a" "b" "c"', '"a" "b"', `'name c':*`],
])('%s', (text, words, before, named) => {
  expect(readQuestion(text)).toEqual({ words, before, named });
});

it.each(['', '  ', '!?', '🎉', 'or', '-', '""', '"'])('there is no word in %j', (text) => {
  expect(readQuestion(text)).toBeUndefined();
});
