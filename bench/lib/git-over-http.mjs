import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';

/** Serves the repositories in a folder by Git's own `git http-backend`, behind the least of an HTTP server. */
export async function serveGit(git, folder) {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    const { headers, method } = request;
    const child = spawn('git', ['http-backend'], {
      env: {
        ...git.env,
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: '1',
        REMOTE_USER: 'bench',
        PATH_INFO: pathname,
        QUERY_STRING: searchParams.toString(),
        REQUEST_METHOD: method,
        CONTENT_TYPE: headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
        GIT_PROTOCOL: headers['git-protocol'] ?? '',
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    request.pipe(child.stdin);
    child.stdin.on('error', () => undefined);
    answer(child.stdout, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: (name) => `http://127.0.0.1:${server.address().port}/${name}`,
    close: () => server.close(),
  };
}

/** CGI: header lines, an empty line, the body. */
function answer(output, response) {
  let head = Buffer.alloc(0);
  const read = (chunk) => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    output.off('data', read);
    for (const line of head.toString('latin1', 0, end).split('\r\n')) {
      const [name, ...value] = line.split(': ');
      if (name === 'Status') response.statusCode = Number.parseInt(value[0], 10);
      else response.setHeader(name, value.join(': '));
    }
    response.write(head.subarray(end + 4));
    output.pipe(response);
  };
  output.on('data', read);
}
