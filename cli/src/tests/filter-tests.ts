import type { PromptTests } from './find-suites';

/** Those whose description, or whose file, contains the text, in whatever case. */
export function filterTests(prompts: readonly PromptTests[], text: string | undefined): PromptTests[] {
  if (text === undefined) return [...prompts];
  const wanted = text.toLowerCase();
  return prompts
    .map((prompt) => ({
      ...prompt,
      tests: prompt.tests.filter(({ source, test: { description } }) =>
        [prompt.prompt, source, description].some((name) => name.toLowerCase().includes(wanted)),
      ),
    }))
    .filter(({ tests }) => tests.length > 0);
}

/** True for prompts that a model must answer; others only render, or cannot run. */
export function asksModel({ tests }: PromptTests): boolean {
  return tests.some(({ test }) => test.mode === 'run' && test.fault === undefined);
}
