import { expectFindings, fixed } from './testing';

const finds = (marked: string) => expectFindings('text-after-history', marked);

describe('text-after-history', () => {
  it('reports what is printed before the next role', () => {
    finds('{{history}}\n«And now?»\nMore');
    finds('{{history}}{{! a comment }}\n«{{question}}»');
    finds('{{#if a}}{{history}}{{/if}}\n«And now?»');
    finds('{{history}}{{#if a}}«So»{{/if}}');
  });

  it('is content when a role comes first, or nothing', () => {
    finds('{{history}}{{role "user"}}And now?');
    finds('{{history}}\n{{#if a}}{{role "user"}}x{{/if}}');
    finds('Before {{history}}\n');
    finds('{{#each history}}{{this}}{{/each}} text');
  });

  it('puts a role before it', () => {
    expect(fixed('text-after-history', '{{history}}\n{{question}}')).toBe(
      '{{history}}\n{{role "user"}}{{question}}',
    );
    expect(fixed('text-after-history', '{{history}}\nHm')).toBe('{{history}}\n{{role "user"}}\nHm');
  });
});
