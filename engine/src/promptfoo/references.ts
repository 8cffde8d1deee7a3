import type { YamlPath } from '../runner/test-plan-shape';
import type { SuiteProblems } from './suite-problems';

const MAX_DEPTH = 20;
/** Maps that references may bring in, all in all. */
const MAX_NAMED = 100_000;

/** Names of what nobody wants in a prompt that goes to somebody else's server. */
const SECRET =
  /(?:^|_)(?:KEYS?|TOKENS?|PASS|AUTH|PAT|DSN|COOKIES?|WEBHOOK_URL)(?:_|$)|API_?KEY|SECRET|PASSWO?R?D|_PWD|PASSPHRASE|CREDENTIAL|PRIVATE/i;
/** An address with a password in it, whatever it is called: `postgres://me:secret@db/`. */
const WITH_PASSWORD = /:\/\/[^\s/@]*:[^\s/@]+@/;

/** Where names of the environment are looked up: in the configuration itself, then around the process. */
export interface Surroundings {
  readonly own: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The configuration with its references (`$ref: '#/assertionTemplates/short'`) and names of the environment (`{{env.REGION}}`) filled
 * in, as promptfoo does when it loads one. What else stands beside a reference goes over what it names.
 */
export function withReferences(
  config: Readonly<Record<string, unknown>>,
  { own: written, environment }: Surroundings,
  problems: SuiteProblems,
): Record<string, unknown> {
  const filled = (text: string, path: YamlPath): string =>
    text.replace(
      /\{\{\s*env(?:\.(\w+)|\[['"](\w+)['"]\])\s*\}\}/g,
      (tag, dotted?: string, quoted?: string) => {
        const name = dotted ?? quoted ?? '';
        const own = Object.hasOwn(written, name) ? written[name] : undefined;
        const value = own ?? (Object.hasOwn(environment, name) ? environment[name] : undefined);
        if (own === undefined && (SECRET.test(name) || WITH_PASSWORD.test(value ?? ''))) {
          problems.add(
            path,
            `“${name}” looks like a secret, and no secret of the environment is put into texts.`,
          );
          return tag;
        }
        if (value === undefined) problems.add(path, `The environment has no “${name}”.`);
        return value ?? tag;
      },
    );
  let left = MAX_NAMED;
  const resolve = (value: unknown, path: YamlPath, depth: number): unknown => {
    if (typeof value === 'string') return filled(value, path);
    if (Array.isArray(value)) return value.map((item, index) => resolve(item, [...path, index], depth));
    if (typeof value !== 'object' || value === null) return value;
    const { $ref, ...rest } = value as Record<string, unknown>;
    const own = mapped(rest, (item, key) => resolve(item, [...path, key], depth));
    if ($ref === undefined) return own;
    const found = typeof $ref === 'string' ? target(config, $ref) : undefined;
    if (found === undefined || depth >= MAX_DEPTH || left-- <= 0) {
      const name = typeof $ref === 'string' ? $ref : JSON.stringify($ref);
      problems.add(
        [...path, '$ref'],
        `“${name}” names nothing in this file; references to other files are not followed.`,
      );
      return own;
    }
    const named = resolve(found, path, depth + 1);
    return typeof named === 'object' && named !== null ? { ...named, ...own } : named;
  };
  return mapped(config, (value, key) => resolve(value, [key], 0));
}

function mapped(
  map: Readonly<Record<string, unknown>>,
  change: (value: unknown, key: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}

function target(config: unknown, reference: string): unknown {
  if (!reference.startsWith('#/')) return undefined;
  const keys = reference
    .slice(2)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined,
    config,
  );
}
