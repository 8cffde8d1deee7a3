import { expectFindings, fixed, promptWith } from './testing';

const finds = (schema: string, template: string) =>
  expectFindings('unknown-property', promptWith(schema, template));
const user = 'user:\n  name: string\n  address(object):\n    city: string';

describe('unknown-property', () => {
  it('reports properties that a value does not have', () => {
    finds(user, '{{user.«nmae»}}{{user.name}}{{user.address.«zip»}}{{user.name.length}}{{user.name.«x»}}');
    finds(user, '{{#with user}}{{name}}{{«nmae»}}{{address.city}}{{/with}}');
    finds(user, '{{#user}}{{«nmae»}}{{/user}}');
  });

  it('knows what a loop brings', () => {
    finds(
      'xs(array): { a: string }',
      '{{#each xs as |x i|}}{{a}}{{x.a}}{{x.«b»}}{{i}}{{«b»}}{{this.«c»}}{{/each}}{{xs.length}}{{xs.«a»}}',
    );
    finds('tags(array): string', '{{#each tags}}{{this}}{{«name»}}{{/each}}');
  });

  it('knows JSON Schema', () => {
    finds(
      'type: object\nproperties:\n  u: { type: object, properties: { a: { type: string } } }',
      '{{u.a}}{{u.«b»}}',
    );
    finds('type: object\nproperties:\n  u: { type: object }', '{{u.b}}');
  });

  it('is silent about what it cannot know', () => {
    finds(
      'a: any\nb: Ticket\nc(object): { (*): string }',
      '{{a.x.y}}{{b.x}}{{c.x}}{{#each a}}{{x}}{{/each}}',
    );
  });

  it('suggests the nearest name, or the way outwards', () => {
    expect(fixed('unknown-property', promptWith('u: { name: string }', '{{u.nmae}}'))).toContain(
      '{{u.name}}',
    );
    const inner = '{{#each xs}}{{#if a}}{{name}}{{/if}}{{/each}}';
    expect(fixed('unknown-property', promptWith('name: string\nxs(array): { a: string }', inner))).toContain(
      '{{../name}}',
    );
  });
});
