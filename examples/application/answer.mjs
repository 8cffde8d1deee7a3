// Answers a ticket with the prompt that is deployed to production.
//
//   PROMPTHUB_TOKEN=phub_… node examples/application/answer.mjs "Ada" "How do I share a calendar?"
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PromptClient } from '@prompthub/client';
import { fromLock } from '@prompthub/client/node';

const [name = 'Ada', ticket = 'How do I share a calendar?'] = process.argv.slice(2);

// What `prompthub pull --lock` wrote here: the last resort, for starting while the hub is away.
const here = import.meta.dirname;
const lock = existsSync(join(here, 'prompthub.lock')) ? await fromLock(here) : undefined;

const prompts = new PromptClient({
  hub: process.env.PROMPTHUB_HUB ?? 'http://localhost:4100',
  project: 'acme/support-desk',
  token: process.env.PROMPTHUB_TOKEN,
  lock,
  onProblem: (problem) => console.error(`prompts: ${problem.message}`),
});

// Ask at every use: it costs next to nothing, and what was deployed a moment ago is what you get.
const reply = await prompts.getPrompt('reply', { environment: 'production' });
const { model, config, messages } = reply.render({ customer: { name }, ticket });

console.error(`reply ${reply.version}, from the ${reply.source}`);
console.log(JSON.stringify({ model, config, messages }, null, 2)); // what you would send to the model

prompts.close();
