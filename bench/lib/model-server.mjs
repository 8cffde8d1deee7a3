// A model behind HTTP in a process of its own: after a pause it streams the last message back, as OpenAI's wire wants it.
//   model-server.mjs <milliseconds>
import { createServer } from 'node:http';

const pause = Number(process.argv[2]);

const server = createServer((request, response) => {
  const arrived = performance.now();
  let body = '';
  request.on('data', (more) => (body += more));
  request.on('end', () => {
    const text = lastText(JSON.parse(body).messages);
    setTimeout(() => answer(response, text), Math.ceil(pause - (performance.now() - arrived)));
  });
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.once('disconnect', () => process.exit());

function lastText(messages) {
  const { content } = messages.at(-1);
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('');
}

function answer(response, text) {
  const chunk = (more) =>
    `data: ${JSON.stringify({ id: 'bench', object: 'chat.completion.chunk', created: 0, model: 'any', ...more })}\n\n`;
  const usage = { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(
    chunk({ choices: [{ index: 0, delta: { role: 'assistant', content: text }, finish_reason: null }] }) +
      chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }) +
      chunk({ choices: [], usage }) +
      'data: [DONE]\n\n',
  );
}
