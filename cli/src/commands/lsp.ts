import { Command } from 'commander';
import { findBuilt } from '../files/find-built';

export function lspCommand(): Command {
  return new Command('lsp')
    .description('Run the language server, for editors. It speaks LSP on the standard streams.')
    .option('--stdio', 'use the standard streams (the default)')
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText('after', `\nExamples:\n  $ prompthub lsp --stdio`)
    .action(lsp);
}

async function lsp(): Promise<void> {
  const { createRequire } = await import('node:module');
  const server = findBuilt('language-server/dist/bundle/main.js', 'language-server/dist/main.node.js');
  // Found at run time, beside this command: the bundler must not follow it.
  createRequire(__filename)(server);
}
