import { renderWithSourceMap, RenderError, type RenderedPrompt, type SourceMap } from '@prompthub/core';
import { previewParams, type PreviewParams, type PreviewResult } from '@prompthub/protocol';
import type { Context, Engine } from '../context';
import type { PromptDocument } from '../documents';
import { toLspRange } from '../ranges';
import { namedTest, testsOf } from '../tests/test-source';
import { countPrompt, estimatePrompt, type PromptTokens } from '../tokens/count-prompt';
import { inTime } from '../tokens/in-time';
import { estimateOf } from './preview-estimate';
import { formOf, problemsOf } from './preview-form';
import { previewMessages } from './preview-messages';
import { promptNamed } from './prompt-named';

/** How long the preview waits for exact counts, in milliseconds: they must not be felt in typing. */
const PATIENCE = 30;

/** `prompthub/preview`: the messages that would be sent. What cannot be rendered comes as an error with its place. */
export async function preview(context: Context, raw: unknown): Promise<PreviewResult> {
  const params = previewParams.parse(raw);
  const document = await promptNamed(context, params.uri);
  const tests = await testsOf(context, document);
  const test = params.ownValues
    ? undefined
    : namedTest(context, { promptUri: document.uri, id: params.testId }, tests);
  const { model } = document.tree.frontmatter?.value ?? {};
  const values = { ...test?.vars, ...params.vars };
  const about = {
    version: document.version,
    ...(typeof model === 'string' && { model }),
    ...(test && { testId: test.id, testDescription: test.description }),
    tests: tests.map(({ id, description }) => ({ id, description })),
    values,
    inputs: formOf(document),
    problems: problemsOf(document, values),
  };
  return { ...about, ...(await rendered(context, document, values)) };
}

type Rendered = Pick<PreviewResult, 'messages' | 'estimate' | 'error'>;

async function rendered(
  context: Context,
  document: PromptDocument,
  input: NonNullable<PreviewParams['vars']>,
): Promise<Rendered> {
  const partials = context.workspace.partials(document.uri) ?? {};
  let result: { prompt: RenderedPrompt; map: SourceMap };
  try {
    result = await renderWithSourceMap(document.tree, { input }, { partials });
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    const range = error.range && toLspRange(document.lines, error.range);
    return { messages: [], error: { message: error.message, ...(range && { range }) } };
  }
  const engine = await context.loadEngine().catch((): Engine | undefined => undefined);
  const tokens = engine && (await tokensOf({ context, engine, document }, result.prompt));
  return {
    messages: previewMessages({ context, document, tokens }, result),
    ...(engine && tokens && { estimate: estimateOf(engine, result.prompt, tokens) }),
  };
}

/** Exact where the counts come in time: always but for the first moment, in which the vocabulary is read. */
async function tokensOf(
  { context, engine, document }: { context: Context; engine: Engine; document: PromptDocument },
  prompt: RenderedPrompt,
): Promise<PromptTokens> {
  const estimate = estimatePrompt(engine, prompt);
  const topic = `preview of ${document.key}`;
  const counted = await inTime(countPrompt({ context, engine, topic }, prompt, estimate), PATIENCE);
  return counted?.value ?? estimate;
}
