/** Running and judging prompts. Provider SDKs and the JavaScript sandbox load when first used, never at import. */
export * from './providers/provider';
export { createProvider, findEndpoint, PREDEFINED_ENDPOINTS } from './providers/provider-registry';
export { parseModelName } from './providers/model-name';
export type { ModelName } from './providers/model-name';
export { leanFetch } from './providers/lean-fetch';
export { addressOf, hostOf } from './providers/endpoint-address';
export type { EndpointAddress } from './providers/endpoint-address';
export { credentialsFromEnvironment, endpointsFromEnvironment } from './providers/credentials';
export { capabilitiesOf } from './providers/model-capabilities';
export type { ModelCapabilities } from './providers/model-capabilities';
export { isStrict } from './providers/output-schema';
export { textOfMessages } from './providers/message-text';
export { costOf, priceOf } from './cost/cost-of';
export type { Cost } from './cost/cost-of';
export { costOfAnswer } from './cost/cost-of-answer';
export { knownModel } from './cost/known-models';
export { worstCaseCost } from './cost/worst-case-cost';
export type { WorstCase } from './cost/worst-case-cost';
export { outputLimitOf, withOutputLimit } from './cost/output-limit';
export { PRICES } from './cost/price-table';
export type { Price } from './cost/price-table';
export { estimateTokens } from './cost/estimate-tokens';
export {
  chatFormatTokens,
  estimateContentTokens,
  estimateRequestTokens,
} from './cost/estimate-request-tokens';
export { encodingOf } from './cost/model-encoding';
export type { TokenEncoding } from './cost/model-encoding';
export { Gateway } from './resilience/gateway';
export type { GatewayCall, GatewayEvent, GatewaySettings } from './resilience/gateway';
export type { Attempt, ModelTarget, RunOptions } from './resilience/run';
export type { Fallbacks } from './resilience/fallbacks';
export type { Candidate, Route } from './resilience/route';
export type { StationReport } from './resilience/stations';
export type { Clock } from './resilience/clock';
export { GRADED_TYPES } from './assertions/graded/registry';
export { AssertionError } from './assertions/assertion';
export { spansOfOtlp, UnknownEncodingError } from './traces/otlp';
export type { Span } from './traces/span';
export type { SpanCollector } from './traces/span-collector';
export { NO_TOOLS, readingFiles } from './assertions/assertion-tools';
export type { AssertionTools, JudgeQuestion } from './assertions/assertion-tools';
export { postTo } from './assertions/post-to';
export { programRunner } from './assertions/programs/run-program';
export { ASSERTION_TYPES } from './assertions/registry';
export { comparePair, positionBias } from './assertions/graded/compare-pair';
export type { PairComparison, PairOptions } from './assertions/graded/compare-pair';
export { judgeLabelled } from './assertions/graded/judge-labelled';
export type { JudgedLabel } from './assertions/graded/judge-labelled';
export { judgeRow } from './assertions/graded/judge-row';
export { readLabelled } from './datasets/labelled-outputs';
export type { LabelledOutput } from './datasets/labelled-outputs';
export { judgeAgreement } from './statistics/judge-agreement';
export type { JudgeAgreement, Label } from './statistics/judge-agreement';
export { addExpenses, judgingOf } from './runner/judging';
export type { JudgeSetting, Judging, JudgingInput } from './runner/judging';
export { runInSandbox, SandboxError } from './assertions/sandbox';
export type { SandboxLimits } from './assertions/sandbox';
export { corpusBleu, sentenceBleu } from './metrics/bleu';
export type { Bleu, BleuOptions, ReferencedText } from './metrics/bleu';
export { corpusChrf, sentenceChrf } from './metrics/chrf';
export type { ChrfOptions } from './metrics/chrf';
export { classification } from './metrics/classification';
export type { Classification, ClassRates } from './metrics/classification';
export type { Rates } from './metrics/f-measure';
export { corpusGleu } from './metrics/gleu';
export type { ReferencedWords } from './metrics/gleu';
export { meteor } from './metrics/meteor';
export { rougeL, rougeLsum, rougeN } from './metrics/rouge';
export type { RougeOptions } from './metrics/rouge';
export { tokenize13a } from './metrics/tokenize-13a';
export { tokenizeTreebank } from './metrics/tokenize-treebank';
export { agreement } from './statistics/agreement';
export type { Agreement } from './statistics/agreement';
export { betaBinomial, probabilityOfBetter } from './statistics/beta-binomial';
export type { Belief, Posterior } from './statistics/beta-binomial';
export { bcaInterval, pairedBootstrap } from './statistics/bootstrap';
export type { BootstrapEstimates, BootstrapOptions } from './statistics/bootstrap';
export { compareVersions } from './statistics/compare-versions';
export type {
  CompareOptions,
  PairedVerdict,
  PassRate,
  VersionComparison,
} from './statistics/compare-versions';
export type { Interval } from './statistics/interval';
export { mannWhitney } from './statistics/mann-whitney';
export type { MannWhitneyResult } from './statistics/mann-whitney';
export { mcnemar } from './statistics/mcnemar';
export type { Disagreements } from './statistics/mcnemar';
export { benjaminiHochberg, holm } from './statistics/multiple-tests';
export { casesForRates, cohensH, powerOfRates } from './statistics/power';
export type { RatePlan } from './statistics/power';
export { seededRandom } from './statistics/seeded-random';
export {
  confidenceSequence,
  rateEstimate,
  sampleRatioMismatch,
  sequentialPValue,
  sequentialTest,
} from './statistics/sequential';
export type { ArmCount, MeanEstimate, SequentialTest } from './statistics/sequential';
export { StatisticsError } from './statistics/statistics-error';
export { welch } from './statistics/welch';
export type { WelchResult } from './statistics/welch';
export { wilsonInterval } from './statistics/wilson';
export { askModel, runPrompt } from './runner/run-prompt';
export type { PromptSource, RunOutcome, RunPromptInput } from './runner/run-prompt';
export { answerProblem } from './runner/answer-problem';
export type { AnswerProblem } from './runner/answer-problem';
export { runSideBySide } from './runner/run-side-by-side';
export type { SideBySideInput, SideBySideResult } from './runner/run-side-by-side';
export { runTests } from './runner/run-tests';
export type { RunTestsInput, TestEvent } from './runner/run-tests';
export type { Answerer } from './runner/run-one-test';
export { runMatrix } from './runner/run-matrix';
export type * from './runner/matrix';
export { openJournal } from './runner/answers/open-journal';
export type { JournalOptions } from './runner/answers/open-journal';
export { JournalError } from './runner/answers/answer-journal';
export type { AnswerJournal, JournalMode } from './runner/answers/answer-journal';
export { estimateRun } from './runner/estimate-run';
export type { RunEstimate } from './runner/estimate-shape';
export { readDataset } from './datasets/read-dataset';
export { withDatasets } from './datasets/with-datasets';
export type { DatasetSource } from './datasets/with-datasets';
export { testCoverage } from './runner/test-coverage';
export { testsOfFile, testsOfPrompt } from './runner/test-plan';
export { checkKnowledge } from './check-knowledge';
export { testVocabulary } from './runner/test-vocabulary';
export type { TestPlan, YamlPath } from './runner/test-plan-shape';
export type * from './runner/test-case';
export { interchangeFormats, recogniseFormat } from './interchange/registry';
export { InterchangeError } from './interchange/interchange-format';
export type { Converted, FieldReport, InterchangeFormat, NamedText } from './interchange/interchange-format';
export { isPromptfooConfig, readPromptfooSuite } from './promptfoo/read-suite';
export { PromptfooConfigError } from './promptfoo/suite-problems';
export type { SuiteProblem } from './promptfoo/suite-problems';
export { suiteColumns, suiteGroups } from './promptfoo/suite-matrix';
export type { SuiteGroup } from './promptfoo/suite-matrix';
export type { PromptfooSuite, SuiteFiles } from './promptfoo/suite';
