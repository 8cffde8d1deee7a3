// Writes docs/reference/sdk.md from the sources of what `@prompthub/client` exports: their signatures and comments.
// `node scripts/docs-sdk.mjs --check` only compares, and exits with 1 when the file is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const file = join(root, 'docs/reference/sdk.md');

const INTRODUCTION = `# The SDK

<!-- Generated from client/src by scripts/docs-sdk.mjs. Do not edit. -->

\`\`\`ts
import { PromptClient } from '@prompthub/client';

const prompts = new PromptClient({ hub: 'https://hub.example.com', project: 'acme/support-desk', token });
const reply = await prompts.getPrompt('reply', { environment: 'production' });
const { model, config, messages } = reply.render({ ticket });
\`\`\`

Which prompt an application gets, and how long it waits:

| in memory | in the lock | the hub | answer | \`source\` |
|---|---|---|---|---|
| confirmed less than 60 s ago | | is not asked | at once | \`cache\` |
| older | | is asked behind the answer | at once | \`stale\` |
| nothing | | answers | its answer | \`hub\` |
| nothing | yes | is slow, away or failing | after 1 s at most, then at once | \`lock\` |
| nothing | nothing | is slow, away or failing | \`PromptUnavailableError\` after 15 s at most | |
| anything | anything | says that there is none (404) | \`HubError\`, and copies are forgotten | |

While a socket to the hub is open (\`push\`, on by default), what moves there is asked for within a second; without one, as the table says
([0028](../decisions/0028-push.md)).

A complete program: [examples/application](../../examples/application). Why it is so: [0027](../decisions/0027-sdk.md).`;

const wanted = reference();
if (!process.argv.includes('--check')) writeFileSync(file, wanted);
else if (readFileSync(file, 'utf8') !== wanted) {
  console.error('docs/reference/sdk.md is out of date: run `node scripts/docs-sdk.mjs`.');
  process.exit(1);
}

function reference() {
  const main = exportsOf(join(root, 'client/src/index.ts'));
  const node = exportsOf(join(root, 'client/src/node/index.ts'));
  const ofPrompts = ({ path }) => path.includes('/prompts/');
  const ofLocks = ({ path }) => path.includes('/lock/');
  const parts = [
    ['Prompts', '`@prompthub/client`, in Node and in browsers.', main.filter(ofPrompts)],
    ['Locks', '`@prompthub/client/node`.', node.filter(ofLocks)],
    ['The hub', '`@prompthub/client`: everything that a hub can do.', main.filter((one) => !ofPrompts(one))],
    [
      'Folders',
      '`@prompthub/client/node`: a linked folder, and signing in.',
      node.filter((one) => !ofLocks(one)),
    ],
  ];
  const sections = parts.map(([title, words, list]) =>
    [`## ${title}`, words, ...list.map(entry)].join('\n\n'),
  );
  return `${[INTRODUCTION, ...sections].join('\n\n')}\n`;
}

/** What an index exports, in its order: where it is declared, and the declaration. */
function exportsOf(index) {
  return parse(index)
    .statements.filter(ts.isExportDeclaration)
    .flatMap((statement) => {
      const path = `${join(dirname(index), statement.moduleSpecifier.text)}.ts`;
      const { statements } = parse(path);
      return statement.exportClause.elements.map(({ name }) => {
        const declaration = statements.find(
          (one) => one.name?.text === name.text || declares(one, name.text),
        );
        if (!declaration) throw new Error(`${path} does not declare ${name.text}.`);
        return { path, name: name.text, declaration };
      });
    });
}

function parse(path) {
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
}

/** `export const x = …` */
function declares(statement, name) {
  return (
    ts.isVariableStatement(statement) &&
    statement.declarationList.declarations.some((one) => one.name.getText() === name)
  );
}

function entry({ name, declaration }) {
  const parts = [`### ${name}`, commentOf(declaration)];
  if (ts.isInterfaceDeclaration(declaration))
    parts.push(...heirOf(declaration), ...propertiesOf(declaration));
  else if (ts.isClassDeclaration(declaration)) parts.push(...heirOf(declaration), ...membersOf(declaration));
  else if (ts.isFunctionDeclaration(declaration))
    parts.push(code(signature(declaration)), ...tagsOf(declaration));
  else parts.push(code(declaration.getText()));
  return parts.filter(Boolean).join('\n\n');
}

function heirOf({ heritageClauses = [] }) {
  return heritageClauses.map((clause) => `Also has what \`${clause.types.map(line).join('`, `')}\` has.`);
}

function propertiesOf({ members }) {
  const rows = members.map((member) => {
    const optional = member.questionToken ? '?' : '';
    const what = ts.isMethodSignature(member)
      ? signature(member)
      : `${member.name.getText()}${optional}: ${line(member.type)}`;
    return `| \`${cell(what)}\` | ${cell(commentOf(member))} |`;
  });
  return [['| member | |', '|---|---|', ...rows].join('\n')];
}

/** Fields in a table, the rest one by one. */
function membersOf({ members }) {
  // A constructor without a word is of a class that others make.
  const shown = members.filter(
    (member) => !isHidden(member) && !(ts.isConstructorDeclaration(member) && !docOf(member)),
  );
  const isField = (member) => ts.isPropertyDeclaration(member) || ts.isGetAccessor(member);
  const fields = shown.filter(isField);
  const rows = fields.map(
    (field) => `| \`${cell(`${field.name.getText()}${typeOf(field)}`)}\` | ${cell(commentOf(field))} |`,
  );
  const table = rows.length > 0 ? [['| field | |', '|---|---|', ...rows].join('\n')] : [];
  const methods = shown.filter((member) => !isField(member));
  return [...table, ...methods.flatMap((one) => [code(signature(one)), commentOf(one), ...tagsOf(one)])];
}

function isHidden(member) {
  const hidden = [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword];
  const isPrivate = member.name && ts.isPrivateIdentifier(member.name);
  return isPrivate || (ts.getModifiers(member) ?? []).some(({ kind }) => hidden.includes(kind));
}

function typeOf({ type }) {
  return type ? `: ${line(type)}` : '';
}

/** How it is called, without its body. */
function signature(node) {
  const name = ts.isConstructorDeclaration(node) ? `new ${node.parent.name.text}` : node.name.getText();
  const variables = node.typeParameters ? `<${node.typeParameters.map(line).join(', ')}>` : '';
  const isStatic = (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
  const prefix = isStatic ? `${node.parent.name.text}.` : '';
  return `${prefix}${name}${variables}(${node.parameters.map(line).join(', ')})${typeOf(node)}`;
}

function line(node) {
  return node
    .getText()
    .replaceAll(/\/\*\*.*?\*\//gs, '')
    .replaceAll(/\s+/g, ' ');
}

function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}

function code(text) {
  return `\`\`\`ts\n${text}\n\`\`\``;
}

function docOf(node) {
  return ts.getJSDocCommentsAndTags(node).findLast(ts.isJSDoc);
}

function commentOf(node) {
  return ts.getTextOfJSDocComment(docOf(node)?.comment) ?? '';
}

/** Parameters and failures, as a list. */
function tagsOf(node) {
  const items = (docOf(node)?.tags ?? []).flatMap((tag) => {
    const words = (ts.getTextOfJSDocComment(tag.comment) ?? '').replaceAll(/\s+/g, ' ');
    if (ts.isJSDocParameterTag(tag)) return [`- \`${tag.name.getText()}\`: ${words}`];
    return tag.tagName.text === 'throws' ? [`- Fails with ${thrown(tag)}${words}`] : [];
  });
  return items.length > 0 ? [items.join('\n')] : [];
}

/** TypeScript reads the first word after `@throws` as a type. */
function thrown(tag) {
  return tag.typeExpression ? `${tag.typeExpression.getText().replaceAll(/[{}]/g, '')} ` : '';
}
