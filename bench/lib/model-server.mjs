// A model behind HTTP in a process of its own: after a pause it gives the last message back, as OpenAI's wire wants it: in a stream,
// unless the request wants it whole.
//   model-server.mjs <milliseconds>
import { createServer } from 'node:http';

const pause = Number(process.argv[2]);

const server = createServer((request, response) => {
  const arrived = performance.now();
  let body = '';
  request.on('data', (more) => (body += more));
  request.on('end', () => {
    const { messages, stream } = JSON.parse(body);
    const answer = stream === false ? answerWhole : answerInPieces;
    setTimeout(
      () => answer(response, lastText(messages)),
      Math.max(0, Math.ceil(pause - (performance.now() - arrived))),
    );
  });
});
// Longer than any benchmark: a client must not meet a connection that is being closed.
server.keepAliveTimeout = 3_600_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.once('disconnect', () => process.exit());

function lastText(messages) {
  const { content } = messages.at(-1);
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('');
}

const usage = { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 };

function answerWhole(response, content) {
  const message = { role: 'assistant', content, refusal: null };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({ id: 'bench', object: 'chat.completion', created: 0, model: 'any', choices, usage }),
  );
}

function answerInPieces(response, text) {
  const chunk = (more) =>
    `data: ${JSON.stringify({ id: 'bench', object: 'chat.completion.chunk', created: 0, model: 'any', ...more })}\n\n`;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(
    chunk({ choices: [{ index: 0, delta: { role: 'assistant', content: text }, finish_reason: null }] }) +
      chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }) +
      chunk({ choices: [], usage }) +
      'data: [DONE]\n\n',
  );
}
