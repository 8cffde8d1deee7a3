import { check } from '../check';
import { expectFindings, fixed } from './testing';

const finds = (marked: string, helpers?: string[]) =>
  expectFindings('unknown-helper', marked, helpers ? { helpers } : {});

describe('unknown-helper', () => {
  it('reports calls of what nobody registers', () => {
    finds('{{«upper» name}}{{json (lookup a b)}}{{#if («gt» a 1)}}x{{/if}}{{«fmt» style="short"}}');
    finds('{{#«repeat» 3}}x{{/repeat}}');
  });

  it('takes a name without arguments for a variable', () => {
    finds('{{upper}}{{#upper}}x{{/upper}}{{user.name}}');
  });

  it('knows the helpers of the host and those that the file declares', () => {
    finds('{{upper name}}', ['upper']);
    finds('---\nprompthub.requires: { helpers: [upper] }\n---\n{{upper name}}{{«lower» name}}');
  });

  it('suggests the nearest name', () => {
    expect(fixed('unknown-helper', '{{jsn x}}')).toBe('{{json x}}');
  });

  it.each([
    ['{{up x}}', '---\nprompthub.requires: { helpers: [up] }\n---\n{{up x}}'],
    ['---\nmodel: x\n---\n{{up x}}', '---\nmodel: x\nprompthub.requires: { helpers: [up] }\n---\n{{up x}}'],
    [
      '---\nprompthub.requires: { helpers: [a] }\n---\n{{up x}}',
      '---\nprompthub.requires: { helpers: [up, a] }\n---\n{{up x}}',
    ],
    [
      '---\nprompthub.requires:\n  tools: [a]\n---\n{{up x}}',
      '---\nprompthub.requires:\n  helpers: [up]\n  tools: [a]\n---\n{{up x}}',
    ],
  ])('declares it in %j', (source, after) => {
    expect(fixed('unknown-helper', source, { title: 'Declare' })).toBe(after);
    expect(check(after).diagnostics).toEqual([]);
  });
});
