import type { ReportColumn } from '@prompthub/protocol';

/**
 * The columns of a matrix: each variant with each model, the prompt as it stands first; none when there is nothing to
 * choose from. `models` are `provider/model`s.
 */
export function testColumns(
  models: readonly string[],
  variants: readonly string[],
): readonly ReportColumn[] | undefined {
  if (models.length === 0 && variants.length === 0) return undefined;
  const named = shortNames(models);
  return [undefined, ...variants].flatMap((variant) =>
    (models.length > 0 ? models : [undefined]).map((model) => ({
      label: labelOf(variants.length > 0 ? (variant ?? NO_VARIANT) : undefined, named.get(model ?? '')),
      ...(model !== undefined && { model }),
      ...(variant !== undefined && { variant }),
    })),
  );
}

const NO_VARIANT = 'no variant';

function labelOf(variant: string | undefined, model: string | undefined): string {
  if (variant === NO_VARIANT && model !== undefined) return model;
  return [variant, model].filter((part) => part !== undefined).join(' · ');
}

/** `gpt-5-mini` for `openai/gpt-5-mini`, unless two providers have a model of that name. */
function shortNames(models: readonly string[]): ReadonlyMap<string, string> {
  const short = (model: string): string => model.slice(model.indexOf('/') + 1);
  const isUnique = (model: string): boolean =>
    models.filter((other) => short(other) === short(model)).length === 1;
  return new Map(models.map((model) => [model, isUnique(model) ? short(model) : model]));
}
