import type { ModelInfo, ModelSetting, Range } from '@prompthub/core';
import type { Context, Engine } from '../context';
import type { PromptDocument } from '../documents';
import { frontmatterShape, shapeAt, suiteShape, type YamlShape } from '../language/frontmatter-keys';
import { yamlContext } from '../language/yaml-context';
import type { Explained } from './name-hover';

/** What a key of the YAML is for; for some values, what they stand for. */
export async function yamlHover(
  context: Context,
  { text, kind }: PromptDocument,
  { region, offset }: { region: Range; offset: number },
): Promise<Explained | undefined> {
  const found = yamlContext(text, region, offset);
  const range = found.replace;
  const word = text.slice(range.start, range.end);
  const root = kind === 'tests' ? suiteShape : frontmatterShape;
  const path = found.kind === 'key' ? [...found.path, word] : found.path;
  const shape = word === '' ? undefined : shapeAt(root, path);
  if (!shape) return undefined;
  const about = found.kind === 'value' ? await aboutValue(context, shape, unquoted(word)) : undefined;
  if (about) return { markdown: about, range };
  const parts = [
    `**${String(path.at(-1))}** ${shape.description}`,
    ...(shape.providers ? [`Known to ${shape.providers.join(', ')}.`] : []),
    ...(shape.values ? [`One of ${shape.values.map((value) => `\`${value}\``).join(', ')}.`] : []),
    ...(path.at(-2) === 'config' ? limitsOf(context, String(path.at(-1))) : []),
  ];
  return { markdown: parts.join('\n\n'), range };
}

async function aboutValue(
  context: Context,
  { source }: YamlShape,
  word: string,
): Promise<string | undefined> {
  if (source === 'assertions') return assertion(context, word);
  return source === 'models' ? model(context, word) : undefined;
}

function assertion({ knowledge }: Context, word: string): string | undefined {
  const type = word.replace(/^not-/, '');
  const shapes = knowledge.assertionShapes ?? {};
  const shape = Object.hasOwn(shapes, type) ? shapes[type] : undefined;
  if (!shape) return undefined;
  const turned = type === word ? '' : ' Here it must not hold.';
  return `**${word}** ${shape.summary}${turned}\n\nCompares with: ${VALUES[shape.value]}.`;
}

const VALUES = {
  text: 'a text',
  pattern: 'a regular expression',
  list: 'a list of texts',
  json: 'a text, or a value of JSON',
  schema: 'a JSON Schema, or nothing',
  limit: 'a number, as `threshold`',
  set: 'other assertions, under `assert`',
  none: 'nothing',
  count: 'a number, or a map with `min` or `max`',
  elements: 'paths of elements, or nothing',
  texts: 'a text, or a list of texts',
  map: 'a map, or nothing',
  any: 'a value of several forms',
} as const;

/** What is known of a model: its limits, and US dollars for a million tokens. */
async function model(context: Context, name: string): Promise<string | undefined> {
  const slash = name.indexOf('/');
  const known = (context.knowledge.models ?? []).find(
    ({ id, provider }) => id === name.slice(slash + 1) && (slash < 0 || provider === name.slice(0, slash)),
  );
  const engine = await context.loadEngine().catch((): Engine | undefined => undefined);
  const price = engine?.priceOf(name);
  const facts = [...limits(known)];
  if (price) facts.push(`Input $${price.input}, output $${price.output} for a million tokens.`);
  return facts.length > 0 ? [`**${name}**`, ...facts].join('\n\n') : undefined;
}

function limits(known: ModelInfo | undefined): string[] {
  const count = (tokens: number): string => tokens.toLocaleString('en-US');
  return [
    ...(known?.contextWindow ? [`Context window: ${count(known.contextWindow)} tokens.`] : []),
    ...(known?.maxOutputTokens ? [`Writes at most ${count(known.maxOutputTokens)} tokens.`] : []),
  ];
}

/** The values that providers take, those with the same ones together. */
function limitsOf({ knowledge }: Context, name: string): string[] {
  const setting = knowledge.settings?.find(({ names }) => names.includes(name));
  if (!setting) return [];
  const byRange = Map.groupBy(Object.entries(setting.ranges), ([, range]) => span(range, setting));
  return [...byRange].map(
    ([range, providers]) => `${range} (${providers.map(([provider]) => provider).join(', ')})`,
  );
}

function span([least, greatest]: ModelSetting['ranges'][string], { whole }: ModelSetting): string {
  const kind = whole ? 'A whole number' : 'A number';
  return Number.isFinite(greatest) ? `${kind} from ${least} to ${greatest}` : `${kind} from ${least} up`;
}

function unquoted(word: string): string {
  return word.trim().replace(/^(["'])(.*)\1$/, '$2');
}
