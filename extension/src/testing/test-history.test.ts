import { KeptTestHistory } from './test-history';

class Memory {
  kept: unknown;
  get = () => this.kept;
  update = (_key: string, value: unknown) => {
    this.kept = structuredClone(value);
    return Promise.resolve();
  };
}

const ran = (id: string, ...passes: boolean[]) => ({ id, text: 'abc', passes });

test('what was saved is there in the next window', async () => {
  const memory = new Memory();
  const history = new KeptTestHistory(memory);
  history.add(ran('one', true));
  history.add(ran('two', false));
  history.add(ran('one', true, false));
  await history.save();
  expect(new KeptTestHistory(memory).all).toEqual([ran('two', false), ran('one', true, false)]);
});

test('of 2,000 tests the one that ran longest ago goes first', () => {
  const history = new KeptTestHistory(new Memory());
  for (let index = 0; index <= 2000; index++) history.add(ran(`${index}`, true));
  expect(history.all).toHaveLength(2000);
  expect(history.all[0]?.id).toBe('1');
});

test.each([[undefined], ['text'], [[null, 'x', { id: 'a' }, { id: 'a', text: 't', passes: [1] }]]])(
  'what is kept there and is no history is not read: %j',
  (kept) => {
    const memory = new Memory();
    memory.kept = kept;
    expect(new KeptTestHistory(memory).all).toEqual([]);
  },
);
