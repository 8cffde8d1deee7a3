import { readCorpus } from '@prompthub/test-fixtures';
import { Dotprompt } from 'dotprompt';
import Handlebars from 'handlebars';
import { completion } from '../features/completion';
import { open, type Opened } from '../testing/context';

/**
 * The variables that are offered against what Handlebars itself says. A place is one for a variable when Handlebars accepts
 * a name there as a value; a variable is visible when Handlebars, made to enter every block, finds a value for it in data
 * that fits the schema. Neither looks at our parser.
 */
const MARK = 'zzname';
const full = process.env.PROMPTHUB_FULL !== undefined;
const { files, absence } = readCorpus();
const samples = [
  {
    path: 'built-in sample',
    text: `---
input:
  schema:
    user(object): { name: string, address(object): { city: string } }
    items(array): { title: string, parts(array): { id: string } }
    tone(enum): [formal, short]
    urgent?: boolean
  default: { tone: short, city: Rome }
---
{{role "system"}}{{#if urgent}}{{user.name}}{{else if user.address.city}}{{tone}}{{/if}}
{{#each items as |item index|}}{{item.title}} {{@index}} {{this.title}} {{../user.name}} {{@root.tone}}
{{#each parts}}{{id}} {{../title}} {{../../tone}} {{item.title}}{{else}}{{title}}{{/each}}
{{#with ../user}}{{address.city}}{{/with}}{{else if tone}}{{user.name}}{{/each}}
{{#ifEquals tone "formal"}}{{json (lookup user tone) indent=2}}{{/ifEquals}}{{media url=tone}}
{{~#user~}}{{name}}{{/user}}{{^urgent}}{{tone}}{{/urgent}}{{{tone}}}`,
  },
];
if (absence) console.warn(`Variables are offered: tested on the built-in sample alone (${absence}).`);

interface State {
  readonly text: string;
  readonly offset: number;
  /** The word up to the cursor. */
  readonly word: string;
  readonly visible: readonly string[];
}

beforeEach(() => void jest.spyOn(console, 'error').mockImplementation(() => undefined));

test('variables are offered in at least 99 % of the half-typed states where one is legal', async () => {
  let states = 0;
  let complete = 0;
  let used = 0;
  const missed: string[] = [];
  for (const { path, text } of [...samples, ...files]) {
    const opened = await open(text);
    const found = await statesOf(text);
    if (found.length > 0) used++;
    for (const state of found) {
      states++;
      const labels = await labelsAt(opened, state);
      const missing = state.visible.filter((name) => !labels.has(name));
      if (missing.length === 0) complete++;
      else if (missed.length < 40) missed.push(describeMiss(path, state, missing));
    }
  }
  const share = complete / states;
  console.info(
    `All visible variables are offered in ${(share * 100).toFixed(2)} % of ${states} half-typed states of ${used} files.\n${missed.join('\n')}`,
  );
  expect(states).toBeGreaterThan(absence ? 300 : 1000);
  expect(share).toBeGreaterThanOrEqual(0.99);
}, 600_000);

function describeMiss(path: string, { text, offset }: State, missing: readonly string[]): string {
  const around = `${text.slice(Math.max(0, offset - 40), offset)}█${text.slice(offset, offset + 15)}`;
  return `${path}: ${JSON.stringify(around)} misses ${missing.join(', ')}`;
}

async function labelsAt(
  { context, uri, textDocument }: Opened,
  { text, offset }: State,
): Promise<Set<string>> {
  const document = context.documents.open(uri, 'dotprompt', offset, text);
  const items = await completion(context, { textDocument, position: document.lines.positionAt(offset) });
  return new Set(items.map(({ label }) => label));
}

/** Each place inside of each tag, in the file as it is and in the file cut off there. */
async function statesOf(source: string): Promise<State[]> {
  const world = await worldOf(source);
  if (!world || world.universe.length === 0) return [];
  const states: State[] = [];
  for (const { index: start, 0: tag } of source.matchAll(/(?<!\\)\{\{(?!!|\{\{)[^{}]*\}\}/g)) {
    if (start < world.start) continue;
    const chain = /^\{\{~?\s*else\s+/.exec(tag)?.[0].length;
    for (let at = 2; at <= tag.length - 2; at += full ? 1 : 2) {
      const offset = start + at;
      const word = /[^\s{}()|="'~#^&>]*$/.exec(tag.slice(0, at))?.[0] ?? '';
      const place = { start, inChain: chain !== undefined && at >= chain };
      const legal = [
        { text: source, legal: isValue(source.slice(world.start, offset) + MARK + source.slice(offset)) },
        { text: source.slice(0, offset), legal: isLegalPrefix(tag.slice(0, at)) },
      ].filter((each) => each.legal);
      const visible = legal.length > 0 ? visibleNames(source, { world, place, word }) : [];
      if (visible.length > 0) states.push(...legal.map(({ text }) => ({ text, offset, word, visible })));
    }
  }
  return states;
}

interface World {
  /** Where the template begins. */
  readonly start: number;
  readonly data: Record<string, unknown>;
  /** Every name that may be visible somewhere. */
  readonly universe: readonly string[];
}

async function worldOf(source: string): Promise<World | undefined> {
  const dotprompt = new Dotprompt();
  try {
    const { template } = dotprompt.parse(source);
    Handlebars.parse(template);
    const { input } = await dotprompt.renderMetadata(source);
    const sample = sampleOf(input?.schema);
    const data = { ...input?.default, ...(typeof sample === 'object' ? sample : {}) };
    const params = [...template.matchAll(/\sas\s+\|([^|]*)\|/g)].flatMap(([, names = '']) =>
      names.trim().split(/\s+/),
    );
    const names = namesIn(data);
    return {
      start: source.lastIndexOf(template),
      data,
      universe: names.size > 0 ? [...new Set([...names, ...params])] : [],
    };
  } catch {
    return undefined;
  }
}

function sampleOf(schema: unknown): unknown {
  const { type, properties, items, enum: choices } = (schema ?? {}) as Record<string, unknown>;
  const types = [type].flat();
  if (properties)
    return Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, sampleOf(inner)]));
  if (types.includes('array')) return [sampleOf(items), sampleOf(items)];
  if (Array.isArray(choices)) return choices[0] as unknown;
  if (types.includes('object')) return {};
  if (types.includes('number') || types.includes('integer')) return 1;
  return types.includes('boolean') ? true : 'text';
}

function namesIn(value: unknown): Set<string> {
  if (Array.isArray(value)) return namesIn(value[0]);
  if (typeof value !== 'object' || value === null) return new Set();
  return new Set(Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)]));
}

const legalPrefixes = new Map<string, boolean>();

/** Whether a tag that has begun so can go on with a name that is a value. */
function isLegalPrefix(head: string): boolean {
  const known = legalPrefixes.get(head);
  if (known !== undefined) return known;
  const name = /^\{\{~?[#^]>?\s*([^\s{}~]+)/.exec(head + MARK)?.[1];
  const ends = ['}}', '}}}', ')}}', '))}}', ')}}}'].flatMap((end) =>
    name ? [end, `${end}{{/${name}}}`] : [end],
  );
  const legal = ends.some(
    (end) => isValue(head + MARK + end) || isValue(`{{#if a}}${head}${MARK}${end}{{/if}}`),
  );
  legalPrefixes.set(head, legal);
  return legal;
}

interface AstNode {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Whether Handlebars accepts the text and takes the marked name for a value. */
function isValue(template: string): boolean {
  try {
    return hasValue(Handlebars.parse(template) as unknown as AstNode);
  } catch {
    return false;
  }
}

function hasValue(node: AstNode): boolean {
  const { type, path, params, hash } = node;
  const isCall = ['MustacheStatement', 'BlockStatement', 'SubExpression'].includes(type);
  const calls = type === 'SubExpression' || (params as unknown[] | undefined)?.length || hash;
  const values = [
    ...((params as AstNode[] | undefined) ?? []),
    ...(isCall && !calls ? [path as AstNode] : []),
  ];
  if (type === 'HashPair') values.push(node.value as AstNode);
  if (values.some(({ type, original }) => type === 'PathExpression' && String(original).includes(MARK)))
    return true;
  return Object.values(node)
    .flat()
    .some(
      (child) => typeof child === 'object' && child !== null && 'type' in child && hasValue(child as AstNode),
    );
}

interface Question {
  readonly world: World;
  readonly place: { readonly start: number; readonly inChain: boolean };
  readonly word: string;
}

/** The names that mean something behind what is written of the word already. */
function visibleNames(source: string, { world, place, word }: Question): readonly string[] {
  if (word.endsWith('..'))
    return visibleNames(source, { world, place, word: `${word}/` }).map((name) => `${word}/${name}`);
  const owner = word.slice(0, Math.max(word.lastIndexOf('.'), word.lastIndexOf('/')) + 1);
  const data = ['@index', '@first', '@last', '@key', '@root'];
  const names = owner ? world.universe : word.startsWith('@') ? data : [...world.universe, ...data];
  const probes = names.map((name) => `"${name}" ${owner}${name.startsWith('@') ? name : segment(name)}`);
  const probe = `{{${place.inChain ? 'else ' : ''}zzprobe ${probes.join(' ')}}}`;
  const { start } = place;
  return found(source.slice(world.start, start) + probe + source.slice(start), world);
}

function segment(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `[${name}]`;
}

/** Runs a template through every block and branch, and says which probed names had a value. */
function found(template: string, { data }: World): string[] {
  const names = new Set<string>();
  const engine = Handlebars.create();
  const {
    each,
    with: within,
    blockHelperMissing,
  } = Handlebars.helpers as Record<string, Handlebars.HelperDelegate>;
  const both: Handlebars.HelperDelegate = function (this: unknown, ...args: unknown[]) {
    const { fn, inverse } = args.at(-1) as Handlebars.HelperOptions;
    return fn ? fn(this) + inverse(this) : '';
  };
  const entering = (
    original: Handlebars.HelperDelegate | undefined,
    empty: unknown,
  ): Handlebars.HelperDelegate =>
    function (this: unknown, value: unknown, options: Handlebars.HelperOptions) {
      original?.call(this, value ?? empty, options);
      return options.inverse(this);
    };
  for (const name of [
    'if',
    'unless',
    'ifEquals',
    'unlessEquals',
    'helperMissing',
    'role',
    'media',
    'json',
    'history',
    'section',
    'log',
  ])
    engine.registerHelper(name, both);
  engine.registerHelper('each', entering(each, [{}]));
  engine.registerHelper('with', entering(within, {}));
  engine.registerHelper('blockHelperMissing', entering(blockHelperMissing, {}));
  engine.registerHelper('zzprobe', function (this: unknown, ...args: unknown[]) {
    for (let i = 0; i + 2 < args.length; i += 2) if (args[i + 1] !== undefined) names.add(String(args[i]));
    return both.apply(this, args as never);
  });
  for (const [, name = ''] of template.matchAll(/\{\{~?#?>\s*([\w./-]+)/g))
    engine.registerPartial(name, template.includes(`/${name}}}`) ? '{{> @partial-block}}' : '');
  try {
    engine.compile(template, { noEscape: true })(data);
  } catch {
    return [];
  }
  return [...names];
}
