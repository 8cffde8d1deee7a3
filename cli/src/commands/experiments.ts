import { Argument, Command } from 'commander';
import { type Experiment, neededKeysWords } from '@prompthub/protocol';
import { usageError } from '../command-error';
import { describeExperiment, describeExperimentFully } from '../hub/describe-experiment';
import { findExperiment, openExperiments, readPlan, type OpenExperiments } from '../hub/experiments';
import { firstOf } from '../hub/first-of';
import { note, print, printable, printJson } from '../terminal/output';
import { atLeastOne, finiteNumber } from './parse-number';

interface ExperimentsOptions {
  readonly limit: number;
  readonly why?: string;
  readonly arm?: string;
  readonly file?: string;
  readonly traffic?: number;
  readonly key?: string;
  readonly value?: number;
  readonly id?: string;
  readonly json?: boolean;
}

type Options = Omit<ExperimentsOptions, 'limit'>;
type Action = (place: OpenExperiments, subject: string, options: Options) => Promise<Experiment | undefined>;

/** What is done to an experiment, or with a file or metric, by its word on the command line. */
const ACTIONS: Readonly<Record<string, Action>> = {
  show,
  async create({ experiments }, file) {
    const draft = await experiments.create(readPlan(file));
    const needed = neededKeysWords(draft);
    if (needed !== undefined) note(needed);
    return draft;
  },
  async edit(place, subject, { file }) {
    if (file === undefined) throw usageError('Say with --file which plan takes the place of the old one.');
    const { path = null, plannedSize = null, ...plan } = readPlan(file);
    const { id } = await findExperiment(place, subject);
    return place.experiments.update(id, { ...plan, path, plannedSize });
  },
  async delete(place, subject) {
    const { id, name } = await findExperiment(place, subject);
    await place.experiments.delete(id);
    note(`Deleted the draft "${printable(name)}".`);
    return undefined;
  },
  async start(place, subject) {
    return place.experiments.start((await findExperiment(place, subject)).id);
  },
  async traffic(place, subject, { traffic }) {
    if (traffic === undefined) throw usageError('Say with --traffic how many per mille of all keys.');
    return place.experiments.update((await findExperiment(place, subject)).id, { traffic });
  },
  async stop(place, subject, options) {
    return place.experiments.stop((await findExperiment(place, subject)).id, reasonOf(options));
  },
  async rollback(place, subject, options) {
    return place.experiments.rollBack((await findExperiment(place, subject)).id, reasonOf(options));
  },
  async promote(place, subject, { arm, ...options }) {
    if (arm === undefined) throw usageError('Say with --arm which one is deployed.');
    return place.experiments.promote((await findExperiment(place, subject)).id, {
      arm,
      ...reasonOf(options),
    });
  },
  outcome,
};

export function experimentsCommand(): Command {
  return new Command('experiments')
    .description('Let several versions run in one environment at a time, and see what that shows.')
    .addArgument(
      new Argument('[action]', 'what to do; default: list them').choices(['list', ...Object.keys(ACTIONS)]),
    )
    .argument('[subject]', 'an experiment by name or id; for create: a YAML file; for outcome: the metric')
    .option('-n, --limit <n>', 'with list: at most so many', atLeastOne, 20)
    .option('--why <text>', 'with stop, rollback and promote: the reason')
    .option('--arm <name>', 'with promote: the arm that is deployed')
    .option('--file <yaml>', 'with edit: the plan that takes the place of the draft’s')
    .option('--traffic <n>', 'with traffic: per mille of all keys that are in the experiment', atLeastOne)
    .option('--key <key>', 'with outcome: whose it is')
    .option('--value <number>', 'with outcome: 1 or 0, or a number for a mean', finiteNumber)
    .option('--id <id>', 'with outcome: what names it, so that it counts once; default: metric and key')
    .option('--json', 'print the answer of the hub as JSON')
    .addHelpText(
      'after',
      `
Whoever may deploy to an environment may run experiments there. Drafts can be edited and deleted.
Promoting deploys an arm; stop and rollback give everybody what runs there.

Examples:
  $ prompthub experiments
  $ prompthub experiments create order-first.yaml
  $ prompthub experiments edit "Order number first" --file order-first.yaml
  $ prompthub experiments start "Order number first"
  $ prompthub experiments show "Order number first"
  $ prompthub experiments outcome solved --key user-17 --value 1 --id ticket-4711
  $ prompthub experiments traffic "Order number first" --traffic 500
  $ prompthub experiments promote "Order number first" --arm order-first --why "Solves more tickets"
  $ prompthub experiments rollback "Order number first" --why "Answers in the wrong language"`,
    )
    .action(run);
}

async function run(
  action: string | undefined,
  subject: string | undefined,
  { limit, ...options }: ExperimentsOptions,
): Promise<void> {
  const act = action === undefined ? undefined : ACTIONS[action];
  if (act === undefined) {
    if (subject !== undefined) throw usageError('The list takes no name. Did you mean "show"?');
    return list(await openExperiments(), limit, options);
  }
  if (subject === undefined) throw usageError(`Say ${SUBJECTS[action ?? ''] ?? 'which experiment'}.`);
  const changed = await act(await openExperiments(), subject, options);
  if (changed === undefined) return;
  if (options.json) printJson(changed);
  else print(describeExperiment(changed));
}

const SUBJECTS: Readonly<Record<string, string>> = { create: 'which YAML file', outcome: 'which metric' };

async function list({ experiments }: OpenExperiments, limit: number, { json }: Options): Promise<void> {
  const items = await firstOf(limit, (page) => experiments.list(page));
  if (json) return printJson(items);
  for (const one of items) print(describeExperiment(one));
  if (items.length === 0) note('There are no experiments.');
}

async function show(place: OpenExperiments, subject: string, { json }: Options): Promise<undefined> {
  const results = await place.experiments.results((await findExperiment(place, subject)).id);
  if (json) printJson(results);
  else for (const line of describeExperimentFully(results)) print(line);
}

async function outcome(
  { experiments }: OpenExperiments,
  metric: string,
  { key, value, id = `${metric} ${key ?? ''}`.slice(0, 100), json }: Options,
): Promise<undefined> {
  if (key === undefined || value === undefined) throw usageError('Say whose it is with --key, and --value.');
  const reported = await experiments.reportOutcomes({ outcomes: [{ id, metric, key, value }] });
  if (json) printJson(reported);
  else if (reported.recorded > 0) note('Recorded.');
  else note(reported.repeated > 0 ? 'Known already: it counts once.' : 'No experiment counts this key now.');
}

function reasonOf({ why }: Pick<Options, 'why'>): { why: string } {
  if (why === undefined) throw usageError('Say with --why, for those who read the history.');
  return { why };
}
