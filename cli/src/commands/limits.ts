import { Command, Option } from 'commander';
import { rateLimitMeasure, type RateLimit, type RateLimitMeasure } from '@prompthub/protocol';
import { usageError } from '../command-error';
import { isSameScope, parseChargeScope, scopeWords, WHOSE } from '../hub/charge-scope';
import { describeLimit } from '../hub/describe-spending';
import { openOrganization, type OpenOrganization } from '../hub/organization';
import { note, print, printable, printJson } from '../terminal/output';
import { zeroOrMore } from './parse-number';

interface LimitsOptions {
  readonly set?: number;
  readonly remove?: boolean;
  readonly for?: string;
  readonly measure: RateLimitMeasure;
  readonly json?: boolean;
}

export function limitsCommand(): Command {
  return new Command('limits')
    .description('List how much models may be asked through the hub; set, change or remove a rate limit.')
    .addOption(new Option('--set <n>', 'make the limit, or change it').argParser(zeroOrMore))
    .addOption(new Option('--remove', 'remove the limit').conflicts('set'))
    .option('--for <whom>', `with these two: whose calls count: ${WHOSE}`)
    .addOption(
      new Option('--measure <measure>', 'with these two: what is counted')
        .choices(rateLimitMeasure.options)
        .default('requests-per-minute'),
    )
    .option('--json', 'print the limits as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ prompthub limits
  $ prompthub limits --set 60 --for key
  $ prompthub limits --set 4 --measure parallel-requests --for project
  $ prompthub limits --remove --for key`,
    )
    .action(limits);
}

async function limits(options: LimitsOptions): Promise<void> {
  const { set, remove, measure } = options;
  const isAboutOne = set !== undefined || remove === true;
  if (!isAboutOne && options.for !== undefined) throw usageError('--for goes with --set or --remove.');
  if (isAboutOne && options.for === undefined)
    throw usageError(`Say with --for whose calls count: ${WHOSE}.`);
  const place = await openOrganization();
  const { organization } = place;
  const all = await organization.rateLimits();
  if (options.for === undefined) return show(all, place, options);
  const scope = await parseChargeScope(options.for, place);
  const existing = all.find((one) => one.measure === measure && isSameScope(one.for, scope));
  if (set !== undefined) {
    const limit = existing
      ? await organization.updateRateLimit(existing.id, { limit: set })
      : await organization.createRateLimit({ for: scope, measure, limit: set });
    return show([limit], place, options);
  }
  const whose = (await scopeWords([scope], place))(scope);
  if (!existing) throw usageError(`There is no limit of ${measure} of ${printable(whose)}.`);
  await organization.deleteRateLimit(existing.id);
  note(`Removed the limit of ${measure} of ${printable(whose)}.`);
}

async function show(
  items: readonly RateLimit[],
  place: OpenOrganization,
  { json }: LimitsOptions,
): Promise<void> {
  if (json) return printJson(items);
  const words = await scopeWords(
    items.map((one) => one.for),
    place,
  );
  for (const one of items) print(describeLimit(one, words(one.for)));
  if (items.length === 0) note('There are no rate limits.');
}
