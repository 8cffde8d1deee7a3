import type { Command, EditingApp } from '../app';
import { targetPrompt } from './support/target';

/** Opens the rendered messages beside the prompt. */
export const preview: Command<EditingApp> = (app, argument) => {
  const uri = targetPrompt(argument);
  const named =
    typeof argument === 'object' && argument !== null && 'testId' in argument ? argument.testId : undefined;
  if (uri) app.preview.show({ uri, testId: typeof named === 'string' ? named : undefined });
  return Promise.resolve();
};
