import { Command } from 'commander';
import { describeModelState } from '../hub/describe-spending';
import { openOrganization } from '../hub/organization';
import { note, print, printJson } from '../terminal/output';

export function modelsCommand(): Command {
  return new Command('models')
    .description('List which models may be asked through the hub now, of those that were asked lately.')
    .option('--json', 'print the models as JSON')
    .addHelpText(
      'after',
      `
A model that fails too often is spared for a while; then one call tries it. Each hub finds out by itself.

Examples:
  $ prompthub models
  $ prompthub models --json`,
    )
    .action(models);
}

async function models({ json }: { json?: boolean }): Promise<void> {
  const { organization } = await openOrganization();
  const items = await organization.models();
  if (json) return printJson(items);
  for (const item of items) print(describeModelState(item));
  if (items.length === 0) note('This hub has asked no model since it started.');
}
