// Asks for chat completions, streamed and not in turns, in a process of its own. A message says where and how; the answer is what
// was measured, in milliseconds from when each request was due to the last byte of its answer.
import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

process.on('disconnect', () => process.exit());
process.on('message', async ({ way, targets, load }) => {
  process.send(await (way === 'open' ? openLoop(targets, load) : closedLoop(targets[0], load)));
});

/**
 * Each target is asked `rate` times a second on average, all at the same time, whether or not earlier answers have come: pauses are
 * random (exponential), as with many clients that know nothing of each other. @returns by target: { whole, streamed }.
 */
async function openLoop(targets, { rate, seconds }) {
  return Promise.all(
    targets.map(async (target) => {
      const found = { whole: [], streamed: [] };
      const open = [];
      const until = performance.now() + seconds * 1000;
      let sent = 0;
      for (let due = performance.now(); due < until; due += (-Math.log(1 - Math.random()) * 1000) / rate) {
        while (due > performance.now()) await pause(1);
        const stream = sent++ % 2 === 1;
        const at = due;
        const one = ask(target, stream).then(() =>
          found[stream ? 'streamed' : 'whole'].push(performance.now() - at),
        );
        open.push(one);
      }
      await Promise.all(open);
      return found;
    }),
  );
}

/** As many as it can answer, by connections that each wait. */
async function closedLoop(target, { connections, requests }) {
  let left = requests;
  const began = performance.now();
  const worker = async () => {
    while (left-- > 0) await ask(target, left % 2 === 1);
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return { rate: (requests / (performance.now() - began)) * 1000 };
}

function ask({ port, token, model }, stream) {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: QUESTION }], stream });
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    authorization: `Bearer ${token}`,
  };
  const path = '/v1/chat/completions';
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const complete = stream ? text.endsWith('data: [DONE]\n\n') : text.includes(QUESTION);
        if (response.statusCode === 200 && complete) resolve();
        else reject(new Error(`${response.statusCode} ${text.slice(0, 400)}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const QUESTION = 'I was charged twice for my subscription last month, and nobody answers my mails.';
