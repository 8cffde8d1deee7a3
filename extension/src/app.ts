import type * as vscode from 'vscode';
import type { Accounts } from './auth/accounts';
import type { BlameAnnotations } from './blame/blame-annotations';
import type { EnvironmentsView } from './environments/environments-view';
import type { ExperimentPanel } from './experiments/experiment-panel';
import type { ExperimentsView } from './experiments/experiments-view';
import type { HistoryStore } from './history/history-store';
import type { HistoryView } from './history/history-view';
import type { HubTestsView } from './hub-tests/hub-tests-view';
import type { ProjectLinks } from './hub/project-links';
import type { EndpointConsent } from './keys/endpoint-consent';
import type { ProviderKeys } from './keys/provider-keys';
import type { LanguageService } from './language/language-service';
import type { MatrixPanel } from './matrix/matrix-panel';
import type { PreviewPanel } from './preview/preview-panel';
import type { ProjectStatus } from './prompts/project-status';
import type { RejectionDiagnostics } from './publishing/rejection-diagnostics';
import type { RunLog } from './run-history/run-log';
import type { RunsView } from './run-history/runs-view';
import type { AnswerContent } from './runs/answer-content';
import type { AnswersPanel } from './runs/answers-panel';
import type { ResultsPanel } from './runs/results-panel';
import type { Runner } from './runs/runner';
import type { BaseTexts } from './source-control/base-texts';
import type { HubWatch } from './source-control/hub-watch';
import type { ProjectSourceControl } from './source-control/project-source-control';
import type { SpendingPanel } from './spending/spending-panel';
import type { PromptTests } from './testing/prompt-tests';
import type { VersionContent } from './versions/version-content';
import type { VersionsView } from './versions/versions-view';

/** Everything that a command may use. */
export interface App {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly accounts: Accounts;
  readonly links: ProjectLinks;
  readonly status: ProjectStatus;
  readonly keys: ProviderKeys;
  readonly consent: EndpointConsent;
  readonly language: LanguageService;
  readonly runner: Runner;
  readonly results: ResultsPanel;
  readonly answers: AnswersPanel;
  readonly answerContent: AnswerContent;
  readonly runs: RunsView;
  /** Undefined without a folder. */
  readonly runLog: RunLog | undefined;
  readonly preview: PreviewPanel;
  readonly tests: PromptTests;
  readonly matrix: MatrixPanel;
  readonly versions: VersionsView;
  readonly history: HistoryStore;
  readonly historyView: HistoryView;
  readonly blame: BlameAnnotations;
  readonly versionContent: VersionContent;
  readonly environments: EnvironmentsView;
  readonly hubTests: HubTestsView;
  readonly experiments: ExperimentsView;
  /** The page of one. */
  readonly experiment: ExperimentPanel;
  readonly spending: SpendingPanel;
  readonly rejections: RejectionDiagnostics;
  readonly bases: BaseTexts;
  readonly sourceControl: ProjectSourceControl;
  readonly hubWatch: HubWatch;
}

/** The part that there is in every edition, the browser's too. */
export type EditingApp = Pick<App, 'context' | 'log' | 'language' | 'preview'>;

/** What a command's file exports, under the camel-case name of its id. Arguments come from anywhere: parse them. */
export type Command<Needed = App> = (app: Needed, ...args: unknown[]) => Promise<unknown>;
