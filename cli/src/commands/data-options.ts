import type { Command } from 'commander';

/** The options that `render` and `run` share. */
export function addDataOptions(command: Command): Command {
  return command
    .option(
      '--vars <json>',
      'values of the variables: a JSON object, or @file.json, or @- for the standard input',
    )
    .option('--context <json>', 'values of @variables: a JSON object, or @file.json')
    .option('--messages <json>', 'the conversation so far, for {{history}}: a JSON list, or @file.json');
}
