/** Forty versions of a project with fifty prompts, as they are asked for over plain sockets. */
const PROJECT = '/api/v1/projects/bench/prompts';

/** @returns `versions`: each path asks for one prompt at one commit; `deployed`: for one as production has it. */
export async function deployedProject({ port, token }) {
  const post = async (route, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${PROJECT}/${route}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (answer.status !== 201) throw new Error(await answer.text());
    return answer.json();
  };
  const versions = [];
  let parent = null;
  for (let version = 0; version < 40; version++) {
    const files =
      version === 0 ? Array.from({ length: 50 }, (_, index) => index) : [version, (version * 7) % 50];
    const changes = [...new Set(files)].map((file) => ({
      path: `desk/p${file}.prompt`,
      content: promptOf(file, version),
    }));
    const { commit } = await post('commits', { parent, message: `version ${version}`, changes });
    parent = commit.id;
    versions.push(`${PROJECT}/file?path=desk%2Fp${(version * 3) % 50}.prompt&ref=${parent}`);
  }
  await post('environments/production/deployments', { ref: 'main', why: 'benchmark' });
  const deployed = Array.from(
    { length: 50 },
    (_, index) => `${PROJECT}/prompt?path=desk%2Fp${index}.prompt&environment=production`,
  );
  const headers = { authorization: `Bearer ${token}` };
  const one = await fetch(`http://127.0.0.1:${port}${deployed[0]}`, { headers });
  return { versions, deployed, etag: one.headers.get('etag') };
}

function promptOf(file, version) {
  return (
    `---\nmodel: openai/gpt-5-mini\nconfig: { temperature: 0.2 }\ninput: { schema: { ticket: string } }\n---\n` +
    `{{role "system"}}You answer tickets of desk ${file}, revision ${version}.\n${'Be kind and brief. '.repeat(60)}\n` +
    `{{role "user"}}{{ticket}}\n`
  );
}
