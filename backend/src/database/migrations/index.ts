import { Accounts1764000000000 } from './accounts';
import { AnnotatedTags1764000005500 } from './annotated-tags';
import { Audit1764000000100 } from './audit';
import { BranchesAndTags1764000003100 } from './branches-and-tags';
import { Budgets1764000006000 } from './budgets';
import { CommitDates1764000005200 } from './commit-dates';
import { CommitGraph1764000003000 } from './commit-graph';
import { CommitTriggers1764000005700 } from './commit-triggers';
import { Envelopes1764000006300 } from './envelopes';
import { ExecutionContents1764000006100 } from './execution-contents';
import { Execution1764000002000 } from './execution';
import { ExperimentEnds1764000006600 } from './experiment-ends';
import { Experiments1764000006500 } from './experiments';
import { Live1764000005300 } from './live';
import { ProjectLines1764000005600 } from './project-lines';
import { PromptSearch1764000005400 } from './prompt-search';
import { RateLimits1764000006200 } from './rate-limits';
import { Registry1764000001000 } from './registry';
import { Releases1764000004000 } from './releases';
import { RestingLists1764000005800 } from './resting-lists';
import { TestQueue1764000006410 } from './test-queue';
import { TestRunRetention1764000006650 } from './test-run-retention';
import { TestRuns1764000006400 } from './test-runs';

/** In order. One file per domain to begin with; a later change is a new file, never an edit of a released one. */
export const migrations = [
  Accounts1764000000000,
  Audit1764000000100,
  Registry1764000001000,
  Execution1764000002000,
  CommitGraph1764000003000,
  BranchesAndTags1764000003100,
  Releases1764000004000,
  CommitDates1764000005200,
  Live1764000005300,
  PromptSearch1764000005400,
  AnnotatedTags1764000005500,
  ProjectLines1764000005600,
  CommitTriggers1764000005700,
  RestingLists1764000005800,
  Budgets1764000006000,
  ExecutionContents1764000006100,
  RateLimits1764000006200,
  Envelopes1764000006300,
  TestRuns1764000006400,
  TestQueue1764000006410,
  Experiments1764000006500,
  ExperimentEnds1764000006600,
  TestRunRetention1764000006650,
] as const;
