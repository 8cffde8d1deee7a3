import type { Fix } from '../diagnostic';
import type { ModelInfo, ModelSetting } from '../options';
import type { Range } from '../syntax/positions';
import { replace } from './fixes';
import type { Finding, Rule, RuleContext } from './rule';
import { firstLine } from './tests-text';

export const invalidSetting: Rule = {
  meta: {
    code: 'invalid-setting',
    severity: 'warning',
    summary: 'A model setting is out of the range that its provider takes.',
    docs:
      'Providers refuse a request with a setting out of its range: `temperature` goes from 0 to 2 at OpenAI and from 0 to 1 ' +
      'at Anthropic, `topP` from 0 to 1, and an answer can have no more tokens than its model can write. Settings, ' +
      'providers and models that PromptHub does not know are left alone.',
    bad: '---\nmodel: anthropic/claude-sonnet-4-5\nconfig: { temperature: 1.5 }\n---\nHello {{name}}',
    good: '---\nmodel: anthropic/claude-sonnet-4-5\nconfig: { temperature: 0.5 }\n---\nHello {{name}}',
    needs: ['settings'],
  },
  create: (context) => ({
    file() {
      const { options, tree, isFrontmatterReliable, report } = context;
      const config = tree.frontmatter?.value.config;
      if (!options.settings || !isFrontmatterReliable || typeof config !== 'object' || config === null)
        return;
      const model = modelOf(context);
      for (const [name, value] of Object.entries(config)) {
        const setting = options.settings.find(({ names }) => names.includes(name));
        const range = tree.frontmatter?.entry(['config', name])?.value;
        if (setting === undefined || range === undefined || value === null) continue;
        const finding = findingFor({ name, value, setting, range }, model);
        if (finding) report({ ...finding, range: firstLine(range, tree.source) });
      }
    },
  }),
};

/** The prompt's model: its provider alone where nobody knows the rest. */
function modelOf({ tree, options }: RuleContext): Partial<ModelInfo> {
  const written = tree.frontmatter?.value.model;
  if (typeof written !== 'string') return {};
  const slash = written.indexOf('/');
  const id = written.slice(slash + 1);
  const provider = slash < 0 ? undefined : written.slice(0, slash);
  const known = options.models?.find(
    (each) => each.id === id && each.provider === (provider ?? each.provider),
  );
  return known ?? { ...(provider !== undefined && { provider }) };
}

interface Written {
  readonly name: string;
  readonly value: unknown;
  readonly setting: ModelSetting;
  readonly range: Range;
}

function findingFor(
  { name, value, setting, range }: Written,
  model: Partial<ModelInfo>,
): Finding | undefined {
  const kind = setting.whole ? 'a whole number' : 'a number';
  if (typeof value !== 'number' || (setting.whole && !Number.isInteger(value))) {
    return { range, message: `\`${name}\` must be ${kind}.`, fixes: [asNumber(value, range, setting)] };
  }
  const { provider = '', id, maxOutputTokens } = model;
  const most = setting.limitsOutput ? maxOutputTokens : undefined;
  if (most !== undefined && value > most) {
    const message = `\`${id}\` writes at most ${most} tokens.`;
    return { range, message, fixes: [{ ...replace(range, String(most)), preferred: false }] };
  }
  const limits = Object.hasOwn(setting.ranges, provider) ? setting.ranges[provider] : undefined;
  if (!limits || (value >= limits[0] && value <= limits[1])) return undefined;
  const [least, greatest] = limits;
  const nearest = String(value < least ? least : greatest);
  const span = Number.isFinite(greatest) ? `from ${least} to ${greatest}` : `from ${least} up`;
  const message = `\`${name}\` goes ${span} at ${provider}.`;
  return { range, message, fixes: [{ ...replace(range, nearest), preferred: false }] };
}

function asNumber(value: unknown, range: Range, { whole }: ModelSetting): Fix | undefined {
  const isNumber = typeof value === 'string' && (whole ? /^\d+$/ : /^-?\d+(?:\.\d+)?$/).test(value);
  return isNumber ? replace(range, value) : undefined;
}
