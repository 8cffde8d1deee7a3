import type * as Sdk from 'openai' with { 'resolution-mode': 'import' };

let loading: Promise<typeof Sdk> | undefined;

/** The SDK, loaded when a model is first asked, and looked up once: each `import()` costs a tenth of a millisecond. */
export function openaiSdk(): Promise<typeof Sdk> {
  loading ??= import('openai');
  return loading;
}
