import fc from 'fast-check';
import { documentOf } from './prompt-document';
import { withoutBorders } from './search-words';

const of = (path: string, source: string) => documentOf(path, Buffer.from(source));

describe('what the index keeps of a prompt', () => {
  it('is what its frontmatter says, and the words of each part', () => {
    const source =
      '---\nname: Formal Reply\ndescription: Answers a Mail\nmodel: openai/gpt-5\nprompthub.meta: { owner: Ops, tags: [a, b, a, 7] }\n---\nHi {{userName}}!';
    expect(of('mail/supportReply.formal.prompt', source)).toEqual({
      path: 'mail/supportReply.formal.prompt',
      description: 'Answers a Mail',
      owner: 'Ops',
      tags: ['a', 'b', '7'],
      model: 'openai/gpt-5',
      partial: false,
      labels: [
        'tag a',
        'tag b',
        'tag 7',
        'owner Ops',
        'model openai/gpt-5',
        'model openai',
        'kind prompt',
        ...['mail', 'supportreply', 'formal', 'reply', 'support'].map((word) => `name ${word}`),
      ],
      words: {
        name: 'mail supportreply formal reply support',
        description: 'answers a mail',
        labels: 'ops a b 7 openai gpt 5',
        text: 'hi username',
      },
      body: expect.stringContaining('Answers a Mail\nHi '),
    });
  });

  it('is its name, when nothing says who owns it', () => {
    expect(of('_x.prompt', 'Text')).toMatchObject({ owner: null, tags: [], model: null, partial: true });
  });

  it('is something for any bytes, without a sign that PostgreSQL does not take', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((part) => `---\ndescription: ${part}\nprompthub.meta: ${part}\n---\n${part}`),
      fc.json().map((json) => `---\n${json}\n---\n`),
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      text.map((one) => Buffer.from(one)),
    );
    fc.assert(
      fc.property(bytes, (given) => {
        const json = JSON.stringify(documentOf('a.prompt', given));
        // JSON writes what is no character of Unicode, and control characters, as `\u….`.
        expect(json.replaceAll(/\\u000[1-9a-f]/g, '')).not.toMatch(/\\u0000|\\ud[89a-f]/);
      }),
    );
  });

  it('is cut between two characters', () => {
    const long = `x${'😀'.repeat(60_000)}`;
    const source = `---\ndescription: ${long}\nmodel: ${long}\nprompthub.meta: { owner: ${long}, tags: [${long}] }\n---\n${long}`;
    expect(JSON.stringify(of('a.prompt', source))).not.toMatch(/\\ud[89a-f]/);
  });

  it('shows the text itself once the borders are taken out', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        // A line of dashes would be frontmatter.
        const plain = `x ${text}`;
        fc.pre(!plain.includes('---'));
        expect(withoutBorders(of('a.prompt', plain).body)).toBe(plain);
      }),
    );
  });
});
