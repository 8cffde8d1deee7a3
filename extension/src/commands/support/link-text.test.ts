import { parseLinkFile } from '@prompthub/client/node';
import { slug } from '@prompthub/protocol';
import fc from 'fast-check';
import { linkText, slugOf } from './link-text';

const values = { hub: 'http://127.0.0.1:4100', project: 'acme/desk', folder: '.' };

test('a new link file can be read', () => {
  expect(parseLinkFile(linkText(undefined, values), 'x')).toMatchObject({
    hub: values.hub,
    project: values.project,
    folder: '.',
  });
  expect(parseLinkFile(linkText('', { ...values, folder: 'prompts' }), 'x')).toMatchObject({
    folder: 'prompts',
  });
});

test('an earlier one keeps its comments and endpoints', () => {
  const earlier =
    '# ours\nhub: http://old\nproject: a/b # was\nfolder: x\nendpoints:\n  local: { baseUrl: http://localhost:1/v1 }';
  const text = linkText(earlier, values);
  expect(text).toContain('# ours');
  const parsed = parseLinkFile(text, 'x');
  expect(parsed).toMatchObject({ hub: values.hub, project: values.project, folder: '.' });
  expect(parsed.endpoints.local?.baseUrl).toBe('http://localhost:1/v1');
});

test('a text without a line end at the end is continued on a new line', () => {
  expect(parseLinkFile(linkText('branch: dev', values), 'x')).toMatchObject({
    branch: 'dev',
    project: 'acme/desk',
  });
});

test('what is made of a name is a slug, or nothing', () => {
  expect(slugOf(' Süpport Desk! ')).toBe('su-pport-desk');
  fc.assert(fc.property(fc.string(), (name) => slugOf(name) === '' || slug.safeParse(slugOf(name)).success));
});
