import { check } from '../check';
import { expectFindings, fixed } from './testing';

const partials = { header: 'Hi', 'mails/footer': 'Bye' };

describe('missing-partial', () => {
  it('reports names that no partial has', () => {
    expectFindings(
      'missing-partial',
      '{{>header}}{{> «heder» a=1}}{{#> «x»}}{{/x}}{{> mails/footer}}'.replace('«x»', 'x'),
      {
        partials,
      },
    );
  });

  it('knows partials that the host registers', () => {
    expectFindings('missing-partial', '---\nprompthub.requires: { partials: [app] }\n---\n{{>app}}', {
      partials,
    });
  });

  it('leaves a partial that a decorator defines to what is said of the decorator', () => {
    const source = '{{#*inline "x"}}a{{/inline}}{{~#* inline \'y\'}}b{{/inline}}{{> x}}{{> y}}{{> «z»}}';
    expectFindings('missing-partial', source, { partials });
    expect(check('{{#*inline "x"}}a{{/inline}}{{> x}}', { partials }).diagnostics).toMatchObject([
      { code: 'template-syntax' },
    ]);
  });

  it('is silent when the workspace is unknown', () => {
    expectFindings('missing-partial', '{{>nope}}');
  });

  it('suggests the nearest name, or to create the file', () => {
    expect(fixed('missing-partial', '{{>heder}}', { partials })).toBe('{{>header}}');
    const [found] = check('{{> mails/sig}}', { partials }).diagnostics;
    expect(found?.fixes.at(-1)).toMatchObject({ createFile: { path: 'mails/_sig.prompt' }, edits: [] });
  });
});

it('wants bare names for Genkit', () => {
  const partials = { footer: 'x', 'mail/footer': 'x' };
  expectFindings('missing-partial', '{{>footer}}{{>mail/footer}}', { partials });
  const options = { partials, profile: 'genkit' as const };
  expectFindings('missing-partial', '{{>footer}}{{>«mail/footer»}}', options);
  expect(fixed('missing-partial', '{{>mail/footer}}', options)).toBe('{{>footer}}');
});
