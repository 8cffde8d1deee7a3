import * as vscode from 'vscode';
import { isAutomaticMetric, type AutomaticMetric, type ExperimentMetric } from '@prompthub/protocol';
import { nameProblem } from '../commands/support/name-problem';

interface MetricItem extends vscode.QuickPickItem {
  /** Undefined: one that the application reports. */
  readonly metric?: ExperimentMetric;
}

/** The hub measures these itself, of each call that it makes. Less is better in all of them. */
const MEASURED = {
  'cost-usd': 'US dollars of a call',
  'latency-ms': 'milliseconds until the answer is whole',
  'error-rate': 'share of the calls that fail',
  tokens: 'of a call',
} satisfies Record<AutomaticMetric, string>;

const WINDOWS = [
  { label: 'At once', description: 'with the answer itself', hours: 0 },
  { label: 'Within an hour', hours: 1 },
  { label: 'Within a day', hours: 24 },
  { label: 'Within a week', hours: 168 },
];

/** In hours; undefined when the person goes away. What the hub measures itself is known with the call. */
export async function askWindow(title: string, metric: ExperimentMetric): Promise<number | undefined> {
  if (isAutomaticMetric(metric)) return 0;
  const placeHolder = `When is “${metric.name}” of a key known? It counts when that time has passed.`;
  return (await vscode.window.showQuickPick(WINDOWS, { title, placeHolder }))?.hours;
}

/** Asks what decides an experiment; undefined when the person goes away. */
export async function askMetric(title: string): Promise<ExperimentMetric | undefined> {
  const items: MetricItem[] = [
    {
      label: '$(megaphone) What the application reports…',
      description: 'whether a ticket was solved, a rating, an amount',
    },
    ...Object.entries(MEASURED).map(([name, about]) => ({
      label: `$(dashboard) ${name}`,
      description: `${about}; the hub measures it`,
      metric: { name, kind: 'mean', better: 'lower' } as const,
    })),
  ];
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: 'What decides?' });
  return picked && (picked.metric ?? askReported(title));
}

async function askReported(title: string): Promise<ExperimentMetric | undefined> {
  const name = await askMetricName();
  const kind = name === undefined ? undefined : await askKind(title);
  const better = kind && (await askDirection(title));
  return name !== undefined && kind && better ? { name, kind, better } : undefined;
}

async function askMetricName(): Promise<string | undefined> {
  const { metricName } = await import('@prompthub/protocol');
  return vscode.window.showInputBox({
    title: 'Name of the metric',
    prompt: 'As the application reports it',
    placeHolder: 'solved',
    ignoreFocusOut: true,
    validateInput: (text) =>
      isAutomaticMetric({ name: text }) ? 'The hub measures this one itself' : nameProblem(metricName, text),
  });
}

async function askKind(title: string): Promise<ExperimentMetric['kind'] | undefined> {
  const items = [
    {
      label: '$(check) Yes or no',
      description: 'whether it ever happened to the key',
      of: 'binary' as const,
    },
    { label: '$(symbol-numeric) A number', description: 'the mean of each key', of: 'mean' as const },
  ];
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'What is reported?' }))?.of;
}

async function askDirection(title: string): Promise<ExperimentMetric['better'] | undefined> {
  const items = [
    { label: '$(arrow-up) Higher is better', better: 'higher' as const },
    { label: '$(arrow-down) Lower is better', better: 'lower' as const },
  ];
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Which way is better?' }))?.better;
}
