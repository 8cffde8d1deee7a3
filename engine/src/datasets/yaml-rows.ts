import { LineMap, parseYaml } from '@prompthub/core';
import { UnreadableDataError, type DatasetBuilder } from './dataset';

/** YAML is read as a whole. UTF-16 units. */
const MAX_LENGTH = 5_000_000;

/** A list of maps. */
export async function yamlRows(pieces: AsyncIterable<string>, found: DatasetBuilder): Promise<void> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    if (text.length > MAX_LENGTH)
      throw new UnreadableDataError(
        1,
        'a YAML file of rows can have 5 million characters. Write more as .jsonl or .csv.',
      );
  }
  const yaml = parseYaml(text);
  const { value, problems } = yaml;
  const lines = new LineMap(text);
  const lineAt = (offset: number): number => lines.positionAt(offset).line + 1;
  const [broken] = problems;
  if (broken) found.fail(lineAt(broken.range.start), `this is not valid YAML: ${broken.message}`);
  else if (Array.isArray(value))
    for (const [index, row] of value.entries()) found.add(lineAt(yaml.entry([index])?.value.start ?? 0), row);
  else if (value !== null && value !== undefined) found.fail(1, 'the rows must be a list.');
}
