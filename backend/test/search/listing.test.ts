import type { PromptSummary } from '@prompthub/protocol';
import { startHub, type TestHub } from '../hub';
import { ReleaseTester } from '../releases/release-client';
import { prompt } from './search-client';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

let projects = 0;
const begin = () => ReleaseTester.begin(hub, `listing-${++projects}`);

async function names(tester: ReleaseTester, query: Record<string, string> = {}): Promise<string[]> {
  const { status, body, text } = await tester.registry.get('prompts', query);
  if (status !== 200) throw new Error(`${status}: ${text}`);
  return body.items.map(({ name }: PromptSummary) => name);
}

describe('a listing of prompts', () => {
  it('says of each what its frontmatter says, and which version changed it last', async () => {
    const tester = await begin();
    const one = await tester.publish({
      'mail/reply.prompt': prompt({
        description: 'Answers a mail',
        model: 'openai/gpt-5-mini',
        owner: 'support-team',
        tags: ['mail', 'tone'],
        text: 'Answer {{mail}}.',
      }),
      'mail/_sign.prompt': 'Yours',
      'notes.txt': 'not a prompt',
      'reply.tests.yaml': '[]\n',
    });
    const two = await tester.publish({ 'a.prompt': 'A' });
    const { body } = await tester.registry.get('prompts');
    const common = { project: `listing-${projects}`, tags: [], updatedBy: 'editor person' };
    const blob = expect.stringMatching(/^[0-9a-f]{40}$/);
    const updatedAt = expect.stringMatching(/^2\d{3}-.*Z$/);
    expect(body).toEqual({
      items: [
        { ...common, path: 'a.prompt', name: 'a', partial: false, commit: two, blob, updatedAt },
        {
          ...common,
          path: 'mail/_sign.prompt',
          name: 'mail/_sign',
          partial: true,
          commit: one,
          blob,
          updatedAt,
        },
        {
          ...common,
          path: 'mail/reply.prompt',
          name: 'mail/reply',
          partial: false,
          description: 'Answers a mail',
          model: 'openai/gpt-5-mini',
          owner: 'support-team',
          tags: ['mail', 'tone'],
          commit: one,
          blob,
          updatedAt,
        },
      ],
    });
    expect(await names(tester, { q: 'answer' })).toEqual(['mail/reply']);
    expect(await names(tester, { q: 'rep' })).toEqual(['mail/reply']);
  });
});
