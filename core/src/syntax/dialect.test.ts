import { detectDialect } from './dialect';
import { parseFrontmatter } from './frontmatter';

function dialectOf(source: string) {
  const { templateRange, frontmatter } = parseFrontmatter(source);
  return detectDialect(source, templateRange, frontmatter !== undefined);
}

describe('detectDialect', () => {
  it.each([
    ['dotprompt', '---\nmodel: x\n---\nHi {{name}}'],
    ['dotprompt', 'Hi {{name}}'],
    ['dotprompt', ''],
    ['dotprompt', '---\nmodel: x\n---\nNo variables.'],
    ['dotprompt', '---\nmodel: x\n---\nWrite Jinja: \\{{ x }} {% if y %}\n{{#if z}}…{{/if}}'],
    ['dotprompt', '---\nmodel: x\n---\n<Instructions>\n{{text}}\n</Instructions>'],
    ['dotprompt', '{{role "system"}}<System>\n'],
    ['dotprompt', '{{./name}} {{../up}} {{this.x}} {{.}}'],
    ['dotprompt', '---\nmodel: x\n'],
    ['go-template', 'Hi {{.Name}}'],
    ['go-template', '{{ if .System }}{{ .System }}{{ end }}'],
    ['go-template', '---\nmodel: x\n---\n{{- range $i, $_ := .Messages }}\n{{ .Content }}{{ end }}'],
    ['jinja', '{% for x in xs %}{{ x }}{% endfor %}'],
    ['jinja', '---\nmodel: x\n---\nHi {{ name | upper }}'],
    ['jsx', '---\nmodel: x\n---\n<System>\nBe kind\n</System>\n'],
    ['jsx', '---\nmodel: x\n---\n<system>\nBe kind to {{name}}\n</system>\n'],
    ['yaml', 'name: greet\nmodel: gpt\nmessages:\n  - role: system\n    content: Hi {{name}}\n'],
    ['text', 'You are kind.\n'],
    ['text', 'Name: write a poem about cats'],
  ] as const)('sees %s in %j', (dialect, source) => {
    expect(dialectOf(source)).toBe(dialect);
  });
});
