import fc from 'fast-check';
import { orderRoute, type Candidate, type Route, type RouteKnowledge } from './route';

const nothing: RouteKnowledge = {
  random: () => 0.5,
  costOf: () => undefined,
  latencyOf: () => undefined,
  isDown: () => false,
};
const from = (values: Record<string, number>) => (model: string) => values[model];
const abc: readonly Candidate[] = [{ model: 'a' }, { model: 'b' }, { model: 'c' }];

test('least cost, unpriced last', () => {
  const route: Route = { strategy: 'least-cost', candidates: abc };
  expect(orderRoute(route, { ...nothing, costOf: from({ b: 1, c: 0.5 }) })).toEqual(['c', 'b', 'a']);
});

test('least latency, unknown first', () => {
  const route: Route = { strategy: 'least-latency', candidates: abc };
  expect(orderRoute(route, { ...nothing, latencyOf: from({ a: 90, b: 20 }) })).toEqual(['c', 'b', 'a']);
});

test('by tags, all of which a candidate must have', () => {
  const candidates = [{ model: 'a', tags: ['eu'] }, { model: 'b', tags: ['eu', 'fast'] }, { model: 'c' }];
  const models = (...tags: string[]) => orderRoute({ strategy: 'least-cost', candidates, tags }, nothing);
  expect([models(), models('eu'), models('fast', 'eu'), models('us')]).toEqual([
    ['a', 'b', 'c'],
    ['a', 'b'],
    ['b'],
    [],
  ]);
});

test('who is down comes last', () => {
  const route: Route = { strategy: 'least-cost', candidates: abc };
  const costOf = from({ a: 1, b: 2, c: 3 });
  expect(orderRoute(route, { ...nothing, costOf, isDown: (model) => model === 'a' })).toEqual([
    'b',
    'c',
    'a',
  ]);
});

test('weights are shares: over all chances, first comes each as often as its weight says', () => {
  const candidates = [{ model: 'a', weight: 3 }, { model: 'b' }, { model: 'none', weight: 0 }];
  // A grid over the square of chances in place of chance itself.
  const steps = Array.from({ length: 100 }, (_, at) => (at + 0.5) / 100);
  const firsts = steps.flatMap((one) =>
    steps.map((two) => {
      const chances = [one, two];
      const order = orderRoute(
        { strategy: 'weighted', candidates },
        { ...nothing, random: () => chances.shift() ?? 0 },
      );
      expect(order.at(-1)).toBe('none');
      return order[0];
    }),
  );
  expect(firsts.filter((model) => model === 'a').length / firsts.length).toBeCloseTo(0.75, 2);
});

test('every candidate of the tags stands in the order once', () => {
  const candidate = fc.record({ weight: fc.nat(3), tags: fc.subarray(['x', 'y']), down: fc.boolean() });
  const strategy = fc.constantFrom<Route['strategy']>('weighted', 'least-cost', 'least-latency');
  fc.assert(
    fc.property(fc.array(candidate), strategy, fc.subarray(['x', 'y']), (list, chosen, tags) => {
      const candidates = list.map(({ weight, tags: own }, at) => ({ model: `m${at}`, weight, tags: own }));
      const isDown = (model: string): boolean => list[Number(model.slice(1))]?.down ?? false;
      const order = orderRoute({ strategy: chosen, candidates, tags }, { ...nothing, isDown });
      const wanted = candidates.filter(({ tags: own }) => tags.every((tag) => own.includes(tag)));
      expect([...order].sort()).toEqual(wanted.map(({ model }) => model).sort());
      const downs = order.map(isDown);
      expect(downs).toEqual([...downs].sort((a, b) => Number(a) - Number(b)));
    }),
  );
});
