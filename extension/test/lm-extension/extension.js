// Two language models for tests: `mirror` answers with what it was asked, word by word; `refuse` always fails; `slow`
// answers until it is stopped.
const vscode = require('vscode');

const model = (family) => ({
  id: `prompthub-test-${family}`,
  name: `Test ${family}`,
  family,
  version: '1',
  maxInputTokens: 10_000,
  maxOutputTokens: 10_000,
  capabilities: {},
});

const textOf = ({ content }) => content.map((part) => part.value ?? '').join('');
const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

exports.activate = (context) => {
  const provider = {
    provideLanguageModelChatInformation: () => [model('mirror'), model('refuse'), model('slow')],
    async provideLanguageModelChatResponse({ family }, messages, _options, progress, token) {
      if (family === 'refuse') throw vscode.LanguageModelError.Blocked('That is not allowed.');
      if (family === 'slow') {
        while (!token.isCancellationRequested) {
          progress.report(new vscode.LanguageModelTextPart('still here '));
          await pause();
        }
        return;
      }
      for (const word of messages
        .map(textOf)
        .join('\n')
        .split(/(?<= )/)) {
        progress.report(new vscode.LanguageModelTextPart(word));
      }
    },
    provideTokenCount: (_model, text) =>
      Promise.resolve(typeof text === 'string' ? text.length : textOf(text).length),
  };
  context.subscriptions.push(vscode.lm.registerLanguageModelChatProvider('prompthub-test', provider));
};
