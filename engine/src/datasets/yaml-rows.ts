import { LineMap, parseYaml } from '@prompthub/core';
import { DatasetBuilder, type Dataset } from './dataset';

/** A list of maps. */
export function yamlRows(text: string): Dataset {
  const yaml = parseYaml(text);
  const { value, problems } = yaml;
  const lines = new LineMap(text);
  const lineAt = (offset: number): number => lines.positionAt(offset).line + 1;
  const found = new DatasetBuilder();
  const [broken] = problems;
  if (broken) found.fail(lineAt(broken.range.start), `this is not valid YAML: ${broken.message}`);
  else if (Array.isArray(value))
    for (const [index, row] of value.entries()) found.add(lineAt(yaml.entry([index])?.value.start ?? 0), row);
  else if (value !== null && value !== undefined) found.fail(1, 'the rows must be a list.');
  return found;
}
