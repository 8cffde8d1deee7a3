import { open } from '../testing/context';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from './call-hierarchy';

const files = {
  '_footer.prompt': '{{> legal}}',
  '_legal.prompt': 'L',
  'a.prompt': '{{> footer}}\n{{#if x}}{{> footer}}{{/if}}',
  'b.prompt': '{{> legal}}',
};

async function hierarchy(marked: string) {
  const { context, textDocument, position } = await open(marked, { files });
  const [item] = (await prepareCallHierarchy(context, { textDocument, position })) ?? [];
  if (!item) return undefined;
  const places = (ranges: { start: { line: number; character: number } }[]) =>
    ranges.map(({ start }) => `${start.line}:${start.character}`);
  return {
    name: item.name,
    incoming: (await incomingCalls(context, { item })).map(({ from, fromRanges }) => [
      from.name,
      ...places(fromRanges),
    ]),
    outgoing: (await outgoingCalls(context, { item })).map(({ to, fromRanges }) => [
      to.name,
      ...places(fromRanges),
    ]),
  };
}

test('of the partial under the cursor: who includes it and what it includes, with the places', async () => {
  expect(await hierarchy('{{> foo█ter}}')).toEqual({
    name: 'footer',
    incoming: [
      ['a', '0:4', '1:13'],
      ['test', '0:4'],
    ],
    outgoing: [['legal', '0:4']],
  });
});

test('elsewhere: of the prompt itself; what nobody knows is left out', async () => {
  expect(await hierarchy('█Hi {{> footer}}{{> none}}{{> legal}}{{> footer}}')).toEqual({
    name: 'test',
    incoming: [],
    outgoing: [
      ['footer', '0:7', '0:40'],
      ['legal', '0:29'],
    ],
  });
});

test('a partial without a file has none', async () => {
  expect(await hierarchy('{{> no█ne}}')).toBeUndefined();
});
