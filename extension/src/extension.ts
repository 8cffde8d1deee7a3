import * as path from 'node:path';
import * as vscode from 'vscode';
import type { App } from './app';
import { Accounts } from './auth/accounts';
import { AUTHENTICATION_ID, HubAuthenticationProvider } from './auth/authentication-provider';
import { BlameAnnotations } from './blame/blame-annotations';
import { BlameSource } from './blame/blame-source';
import { commandLoaders } from './commands/registry';
import { configuredHub, currentHub } from './commands/support/choose-hub';
import { EnvironmentLenses } from './environments/environment-lenses';
import { EnvironmentsView } from './environments/environments-view';
import { LiveRefresh, type News } from './environments/live-refresh';
import { ExperimentPanel } from './experiments/experiment-panel';
import { ExperimentsView } from './experiments/experiments-view';
import { HistoryStore } from './history/history-store';
import { HistoryView } from './history/history-view';
import { HubTestsView } from './hub-tests/hub-tests-view';
import { ProjectLinks } from './hub/project-links';
import { EndpointConsent } from './keys/endpoint-consent';
import { ProviderKeys } from './keys/provider-keys';
import { LanguageService } from './language/language-service';
import { MatrixPanel } from './matrix/matrix-panel';
import { PreviewPanel } from './preview/preview-panel';
import { ProjectStatus } from './prompts/project-status';
import { PromptsView } from './prompts/prompts-view';
import { RejectionDiagnostics } from './publishing/rejection-diagnostics';
import { keepRuns } from './run-history/keep-runs';
import { RunLog } from './run-history/run-log';
import { RunsView } from './run-history/runs-view';
import { AnswerContent } from './runs/answer-content';
import { AnswersPanel } from './runs/answers-panel';
import { ResultsPanel } from './runs/results-panel';
import { Runner } from './runs/runner';
import { BaseTexts } from './source-control/base-texts';
import { BranchItem } from './source-control/branch-item';
import { HubWatch } from './source-control/hub-watch';
import { ProjectSourceControl } from './source-control/project-source-control';
import { SpendingPanel } from './spending/spending-panel';
import { SpendingItem } from './status/spending-item';
import { StatusBar } from './status/status-bar';
import { PromptTests } from './testing/prompt-tests';
import { KeptTestHistory } from './testing/test-history';
import { VersionContent } from './versions/version-content';
import { VersionsView } from './versions/versions-view';

let running: LanguageService | undefined;

/** Wires the parts together; what is heavy loads later. */
export function activate(context: vscode.ExtensionContext): App | undefined {
  const log = vscode.window.createOutputChannel('PromptHub', { log: true });
  const links = new ProjectLinks(log);
  const keys = new ProviderKeys(context.secrets);
  const consent = new EndpointConsent(context.workspaceState, () => links.current?.file ?? 'prompthub.yaml');
  const accounts = new Accounts({ context, log });
  const testHistory = new KeptTestHistory(context.workspaceState);
  const language = new LanguageService({
    log,
    testHistory: () => testHistory.all,
    createClient: async (hooks) => {
      const { createLanguageClient } = await import('./language/create-language-client');
      return createLanguageClient({ ...hooks, context, keys, consent });
    },
  });
  const status = new ProjectStatus({ accounts, links, log });
  const bases = new BaseTexts({ links, status });
  const runner = new Runner({ language, accounts, links });
  const history = new HistoryStore(accounts, status);
  const answerContent = new AnswerContent();
  const runLog = context.storageUri && new RunLog(path.join(context.storageUri.fsPath, 'runs'));
  const versionContent = new VersionContent(accounts);
  const app: App = {
    ...{ context, log, accounts, links, status, keys, consent, language, runner },
    results: new ResultsPanel(context, runner),
    ...{ answerContent, answers: new AnswersPanel({ context, runner, language, content: answerContent }) },
    ...{ runLog, runs: new RunsView({ accounts, links, runner, status, log: runLog }) },
    preview: new PreviewPanel(context, language),
    tests: new PromptTests(language, testHistory),
    matrix: new MatrixPanel({ context, language, content: answerContent }),
    versions: new VersionsView({ accounts, links, status }),
    ...{ history, historyView: new HistoryView({ context, status, store: history }) },
    versionContent,
    blame: new BlameAnnotations({
      source: new BlameSource({ accounts, links, status, content: versionContent, log }),
      ...{ links, status },
    }),
    environments: new EnvironmentsView({ accounts, status }),
    hubTests: new HubTestsView({ accounts, status }),
    experiments: new ExperimentsView({ accounts, status }),
    experiment: new ExperimentPanel({ context, accounts, status }),
    spending: new SpendingPanel({ context, accounts, status, keys, log }),
    rejections: new RejectionDiagnostics(),
    bases,
    sourceControl: new ProjectSourceControl(status, bases),
    hubWatch: new HubWatch({ status, log, memento: context.workspaceState }),
  };
  context.subscriptions.push(
    ...[log, links, accounts, language, status, runner, app.versionContent.register()],
    ...[history, app.historyView, app.blame],
    ...[
      answerContent,
      app.answers,
      app.results,
      app.preview,
      app.tests,
      app.matrix,
      app.versions,
      app.spending,
    ],
    ...[
      app.environments,
      app.hubTests,
      app.experiments,
      app.experiment,
      app.rejections,
      app.bases,
      app.sourceControl,
      app.hubWatch,
    ],
    ...[new PromptsView(status), new StatusBar(status, runner), new BranchItem(status)],
    ...[new SpendingItem(runner, language), app.runs],
    ...(runLog ? [keepRuns(runner, runLog, (problem) => log.warn(problem))] : []),
    new EnvironmentLenses({ accounts, links, environments: app.environments }),
    new LiveRefresh({ status, accounts, onNews: (news) => refreshAbout(app, news) }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void app.language.restart()),
    ...[...registerSignIn(app), ...registerCommands(app)],
  );
  running = language;
  void start(app);
  // Other extensions can read what is returned here, so it is for our own tests alone.
  return context.extensionMode === vscode.ExtensionMode.Test ? app : undefined;
}

/** Waits for the language server to end, so that no process stays behind. */
export async function deactivate(): Promise<void> {
  await running?.stop();
}

/** Test runs get on every second, and move nothing else. */
function refreshAbout({ hubTests, environments, experiments, experiment }: App, news: News): void {
  hubTests.refresh();
  if (news === 'tests') return;
  environments.refresh();
  experiments.refresh();
  experiment.refresh();
}

function registerSignIn(app: App): vscode.Disposable[] {
  const provider = new HubAuthenticationProvider(app.accounts, () => currentHub(app));
  const options = { supportsMultipleAccounts: true };
  return [
    provider,
    vscode.window.registerUriHandler(app.accounts.flow),
    vscode.authentication.registerAuthenticationProvider(AUTHENTICATION_ID, 'PromptHub', provider, options),
  ];
}

function registerCommands(app: App): vscode.Disposable[] {
  return Object.entries(commandLoaders).map(([id, load]) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => (await load())(app, ...args)),
  );
}

/** What need not be there when the editor calls the extension active. */
async function start(app: App): Promise<void> {
  app.language.start().catch((error: unknown) => app.log.error(String(error)));
  await app.links.reload();
  await app.status.refresh();
  await offerSignIn(app);
}

/** Puts "Sign in to use PromptHub" into the Accounts menu of a linked folder; asks for nothing. */
async function offerSignIn({ accounts, links, log }: App): Promise<void> {
  const hub = links.current?.hub ?? configuredHub();
  if (!hub || (await accounts.session(hub))) return;
  await vscode.authentication.getSession(AUTHENTICATION_ID, [hub], { createIfNone: false }).then(
    () => undefined,
    (error: unknown) => log.debug(String(error)),
  );
}
