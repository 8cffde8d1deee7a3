import { pickEditorModel } from './pick-editor-model';

const models = [
  { id: 'a-1', vendor: 'acme', family: 'swift' },
  { id: 'swift', vendor: 'other', family: 'slow' },
  { id: 'b-2', vendor: 'acme', family: 'slow' },
];

test.each([
  ['', 'a-1'],
  ['default', 'a-1'],
  ['b-2', 'b-2'],
  ['swift', 'swift'],
  ['SLOW', 'swift'],
  ['acme/slow', 'b-2'],
])('%p means %p', (wanted, id) => {
  expect(pickEditorModel(models, wanted)?.id).toBe(id);
});

test('an unknown name means no model, rather than some other one', () => {
  expect(pickEditorModel(models, 'gpt-99')).toBeUndefined();
  expect(pickEditorModel([], '')).toBeUndefined();
});
