import { SETTING_RANGES } from '../providers/setting-ranges';

type Config = Readonly<Record<string, unknown>>;

/** All names of the one setting, as `setting-ranges.ts` has them. */
const NAMES = SETTING_RANGES.filter(({ limitsOutput }) => limitsOutput).flatMap(({ names }) => names);

/** The most tokens that a prompt's `config` lets its model write; undefined when it sets no limit. */
export function outputLimitOf(config: Config): number | undefined {
  // Of several names the last one written is sent.
  const written = Object.entries(config).filter(([name, value]) => NAMES.includes(name) && value != null);
  const limit = written.at(-1)?.[1];
  // What is no number of JSON (`.inf` in YAML) is not sent, and so limits nothing.
  // Less than nothing is refused by providers, and must not count as money that comes back.
  return typeof limit === 'number' && Number.isFinite(limit) ? Math.max(0, limit) : undefined;
}

/** The same settings with no higher limit than this one, under one name. */
export function withOutputLimit(config: Config, tokens: number): Config {
  const others = Object.entries(config).filter(([name]) => !NAMES.includes(name));
  const limit = Math.min(tokens, outputLimitOf(config) ?? Infinity);
  return { ...Object.fromEntries(others), maxOutputTokens: limit };
}
