/** A helper that every prompt may call, with what a person needs to know about it. */
export interface HelperInfo {
  readonly name: string;
  /** `block` helpers enclose a body; `inline` ones print something. */
  readonly kind: 'block' | 'inline';
  /** Names of the positional arguments; all are required. */
  readonly params: readonly string[];
  /** `true` for helpers that take any number of arguments. */
  readonly variadic?: boolean;
  readonly hash: readonly { readonly name: string; readonly required: boolean; readonly summary: string }[];
  /** One sentence. */
  readonly summary: string;
  readonly example: string;
}

const none: HelperInfo['hash'] = [];

/** The helpers of Handlebars 4.7 and of Dotprompt 1.1. */
export const BUILTIN_HELPERS: readonly HelperInfo[] = [
  {
    name: 'if',
    kind: 'block',
    params: ['condition'],
    hash: [{ name: 'includeZero', required: false, summary: 'Whether 0 counts as true.' }],
    summary: 'Renders its body when the condition holds: not for false, null, "", 0 and an empty list.',
    example: '{{#if name}}Hi {{name}}{{else}}Hi{{/if}}',
  },
  {
    name: 'unless',
    kind: 'block',
    params: ['condition'],
    hash: [{ name: 'includeZero', required: false, summary: 'Whether 0 counts as true.' }],
    summary: 'Renders its body when the condition does not hold.',
    example: '{{#unless known}}Who are you?{{/unless}}',
  },
  {
    name: 'each',
    kind: 'block',
    params: ['list'],
    hash: none,
    summary:
      'Renders its body for each item; inside, `this` is the item, `@index`, `@key`, `@first` and `@last` tell the place.',
    example: '{{#each items as |item|}}- {{item}}\n{{/each}}',
  },
  {
    name: 'with',
    kind: 'block',
    params: ['value'],
    hash: none,
    summary: 'Renders its body with another value as `this`.',
    example: '{{#with user}}{{name}}{{/with}}',
  },
  {
    name: 'lookup',
    kind: 'inline',
    params: ['value', 'key'],
    hash: none,
    summary: 'Reads a property whose name is computed.',
    example: '{{lookup labels language}}',
  },
  {
    name: 'log',
    kind: 'inline',
    params: [],
    variadic: true,
    hash: [{ name: 'level', required: false, summary: 'debug, info, warn or error.' }],
    summary: 'Writes to the log and prints nothing.',
    example: '{{log name}}',
  },
  {
    name: 'json',
    kind: 'inline',
    params: ['value'],
    hash: [{ name: 'indent', required: false, summary: 'Blanks for each level.' }],
    summary: 'Prints a value as JSON.',
    example: '{{json order indent=2}}',
  },
  {
    name: 'role',
    kind: 'inline',
    params: ['name'],
    hash: none,
    summary:
      'Begins a message: everything up to the next role belongs to it. Roles are user, model, system and tool.',
    example: '{{role "system"}}',
  },
  {
    name: 'history',
    kind: 'inline',
    params: [],
    hash: none,
    summary: 'Puts the conversation so far here. Begin the next message with a role.',
    example: '{{history}}{{role "user"}}',
  },
  {
    name: 'section',
    kind: 'inline',
    params: ['name'],
    hash: none,
    summary: 'Marks a place that the host fills, such as the output instructions.',
    example: '{{section "output"}}',
  },
  {
    name: 'media',
    kind: 'inline',
    params: [],
    hash: [
      { name: 'url', required: true, summary: 'Where the image, audio or video is; also a data: URL.' },
      { name: 'contentType', required: false, summary: 'Its media type, such as image/png.' },
    ],
    summary: 'Puts an image or other media into the message.',
    example: '{{media url=photo}}',
  },
  {
    name: 'ifEquals',
    kind: 'block',
    params: ['left', 'right'],
    hash: none,
    summary: 'Renders its body when both values are strictly equal (1 is not "1").',
    example: '{{#ifEquals tone "formal"}}Dear …{{/ifEquals}}',
  },
  {
    name: 'unlessEquals',
    kind: 'block',
    params: ['left', 'right'],
    hash: none,
    summary: 'Renders its body when the values are not strictly equal.',
    example: '{{#unlessEquals tone "formal"}}Hey{{/unlessEquals}}',
  },
];

const byName: ReadonlyMap<string, HelperInfo> = new Map(
  BUILTIN_HELPERS.map((helper) => [helper.name, helper]),
);

export function builtinHelper(name: string): HelperInfo | undefined {
  return byName.get(name);
}

/** What `{{role "…"}}` may name. */
export const ROLES = ['user', 'model', 'system', 'tool'] as const;
