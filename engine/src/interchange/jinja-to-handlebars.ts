import { builtinHelper } from '@prompthub/core';
import { jinjaOperand, type JinjaScope } from './jinja-expression';
import { filteredValue } from './jinja-filters';
import { literalBeforeTag, literalText } from './literal-text';
import type { Reporter } from './reporter';

/** Comments in which tags of the other language survive the way there and back. */
export const JINJA_MARK = 'jinja:';
export const HANDLEBARS_MARK = 'handlebars:';

export interface JinjaOptions {
  readonly field: string;
  readonly report: Reporter;
  /** The helper that does what a filter does, where whoever renders brings one. */
  readonly helperOf?: (filter: string) => string | undefined;
  /** Told of a tag that has no counterpart, in place of the report. Comments are nothing else then. */
  readonly onUnknown?: (tag: UnknownTag) => void;
}

/** A tag that stays a comment. */
export interface UnknownTag {
  /** Its text, cut where it is long. */
  readonly written: string;
  /** In the template, from 1. */
  readonly line: number;
  /** The filter that is to blame. */
  readonly filter?: string | undefined;
}

interface OpenBlock {
  /** The tag of Jinja that opened it. */
  readonly jinja: string;
  /** What closes it in Handlebars; undefined for a block that stays a comment. */
  readonly close: string | undefined;
  readonly loop?: string;
}

/** Longer ones are none that people write, and would take the patterns below too long. UTF-16 units. */
const MAX_TAG_LENGTH = 1_000;
/** What a message shows of a tag. */
const MAX_SHOWN = 200;

const TAG = /\{\{(-?)([\s\S]*?)(-?)\}\}|\{%(-?)([\s\S]*?)(-?)%\}|\{#(-?)([\s\S]*?)(-?)#\}/y;
const RAW = /^\{%-?\s*raw\s*-?%\}([\s\S]*?)\{%-?\s*endraw\s*-?%\}/;

/**
 * A template of Jinja 2 or Nunjucks as one of Handlebars, and the names of its variables. Variables, conditions,
 * comparisons, loops, comments and raw text are translated; what has no counterpart stays in a comment and is reported.
 */
export function jinjaToHandlebars(
  text: string,
  options: JinjaOptions,
): { template: string; names: string[] } {
  const translation = new Translation(options);
  const lastEndraw = text.lastIndexOf('endraw');
  let at = 0;
  let line = 1;
  for (const match of tagsIn(text)) {
    if (match.index < at) continue;
    const before = text.slice(at, match.index);
    translation.literal(before);
    line += breaksIn(before);
    const raw = match.index < lastEndraw ? RAW.exec(text.slice(match.index)) : null;
    if (raw) translation.raw(raw[1] ?? '');
    else translation.tag(match, line);
    const [whole] = raw ?? match;
    line += breaksIn(whole);
    at = match.index + whole.length;
  }
  translation.literal(text.slice(at));
  return translation.result();
}

/** Looks for the end of a tag only where there is one: a text of nothing but beginnings is read once. */
function* tagsIn(text: string): Generator<RegExpExecArray> {
  const ends = new Map([...'}%#'].map((sign) => [sign === '}' ? '{' : sign, text.lastIndexOf(`${sign}}`)]));
  const begin = /\{([{%#])/g;
  for (let found = begin.exec(text); found; found = begin.exec(text)) {
    TAG.lastIndex = found.index;
    const match = found.index < (ends.get(found[1] ?? '') ?? -1) ? TAG.exec(text) : null;
    begin.lastIndex = match ? TAG.lastIndex : found.index + 1;
    if (match) yield match;
  }
}

function breaksIn(text: string): number {
  return text.split('\n').length - 1;
}

class Translation {
  readonly #options: JinjaOptions;
  readonly #blocks: OpenBlock[] = [];
  readonly #names = new Set<string>();
  #out = '';
  #pending = '';
  /** Of the tag that is translated. */
  #line = 1;
  #unknownFilter: string | undefined;

  constructor(options: JinjaOptions) {
    this.#options = options;
  }

  literal(text: string): void {
    this.#pending += text;
  }

  raw(text: string): void {
    this.#flush(false);
    this.#out += literalText(text);
  }

  tag(
    [written, v1 = '', value, v2 = '', s1 = '', statement, s2 = '', , comment]: RegExpExecArray,
    line: number,
  ): void {
    this.#flush(true);
    this.#line = line;
    this.#unknownFilter = undefined;
    if (comment !== undefined) this.#out += this.#comment(comment);
    else if (written.length > MAX_TAG_LENGTH) this.#out += this.#unknown(written);
    else if (value !== undefined) this.#out += this.#value(value.trim(), written, { open: v1, close: v2 });
    else if (statement !== undefined)
      this.#out += this.#statement(statement.trim(), written, { open: s1, close: s2 });
  }

  result(): { template: string; names: string[] } {
    this.#flush(false);
    return { template: this.#out, names: [...this.#names] };
  }

  #flush(tagFollows: boolean): void {
    this.#out += tagFollows ? literalBeforeTag(this.#pending) : literalText(this.#pending);
    this.#pending = '';
  }

  get #scope(): JinjaScope {
    return { loops: this.#blocks.flatMap(({ loop }) => loop ?? []) };
  }

  #comment(text: string): string {
    const own = text.trim();
    return own.startsWith(HANDLEBARS_MARK) && !this.#options.onUnknown
      ? own.slice(HANDLEBARS_MARK.length).trim()
      : `{{!--${text}--}}`;
  }

  #value(text: string, written: string, strip: Strip): string {
    const json = /^(.*?)\s*\|\s*(?:tojson|dump)\s*(?:\(\s*\))?(?:\s*\|\s*safe)?$/s.exec(text);
    const operand = this.#operand(json?.[1] ?? text);
    if (operand === undefined || /^["'\d-]|^(true|false|null)$/.test(operand)) return this.#unknown(written);
    if (json) return braces(`json ${operand}`, strip);
    const call = /^\(([\s\S]*)\)$/.exec(operand)?.[1];
    return braces(call ?? (builtinHelper(operand) ? `this.${operand}` : operand), strip);
  }

  #statement(text: string, written: string, strip: Strip): string {
    const [, word = '', rest = ''] = /^(\w+)\s*([\s\S]*)$/.exec(text) ?? [];
    if (word === 'if') return this.#open('if', this.#condition(rest), { written, strip });
    if (word === 'for') return this.#for(rest, written, strip);
    if (word === 'elif' || word === 'elseif') {
      const condition = this.#condition(rest);
      return condition && this.#blocks.at(-1)?.close
        ? braces(`else ${condition}`, strip)
        : this.#unknown(written);
    }
    if (word === 'else') return this.#blocks.at(-1)?.close ? braces('else', strip) : this.#unknown(written);
    const block = /^end/.test(word) ? this.#blocks.at(-1) : undefined;
    if (block && word === `end${block.jinja}`) {
      this.#blocks.pop();
      return block.close ? braces(`/${block.close}`, strip) : this.#unknown(written);
    }
    if (word === 'include') {
      const partial = /^['"]([\w.-]+?)(?:\.\w+)?['"]$/.exec(rest.trim())?.[1];
      if (partial) return braces(`>${partial}`, strip);
    }
    return this.#unknown(written);
  }

  #open(
    jinja: string,
    head: string | undefined,
    { written, strip }: { written: string; strip: Strip },
  ): string {
    this.#blocks.push({ jinja, close: head?.split(' ')[0] });
    return head ? braces(`#${head}`, strip) : this.#unknown(written);
  }

  #for(rest: string, written: string, strip: Strip): string {
    const [, name, list = ''] = /^([A-Za-z_]\w*)\s+in\s+([\s\S]+)$/.exec(rest.trim()) ?? [];
    const operand = name === undefined ? undefined : this.#operand(list);
    if (name === undefined || operand === undefined) return this.#open('for', undefined, { written, strip });
    this.#blocks.push({ jinja: 'for', close: 'each', loop: name });
    return braces(`#each ${operand} as |${name}|`, strip);
  }

  /** `if x`, `unless x`, `ifEquals a b` or `unlessEquals a b`. */
  #condition(text: string): string | undefined {
    const compared = /^(.+?)\s*(==|!=)\s*(.+)$/s.exec(text.trim());
    if (compared) {
      const [left, right] = [this.#operand(compared[1] ?? ''), this.#operand(compared[3] ?? '')];
      if (left === undefined || right === undefined) return undefined;
      return `${compared[2] === '==' ? 'ifEquals' : 'unlessEquals'} ${left} ${right}`;
    }
    const negated = /^not\s+(.+)$/s.exec(text.trim());
    const defined = /^(.+?)\s+is\s+(not\s+)?defined$/s.exec(negated?.[1] ?? text.trim());
    const operand = this.#operand(defined?.[1] ?? negated?.[1] ?? text);
    if (operand === undefined) return undefined;
    if (defined)
      this.#options.report.changed(
        this.#options.field,
        '“is defined” became a test for a value that is not empty.',
      );
    return `${(negated !== null) !== (defined?.[2] !== undefined) ? 'unless' : 'if'} ${operand}`;
  }

  /** A value, or the calls of helpers that its filters become. */
  #operand(text: string): string | undefined {
    const found = filteredValue(text);
    let operand = found && this.#plainOperand(found.value);
    for (const { name, args } of found?.filters ?? []) {
      if (name === 'safe') continue;
      const helper = this.#options.helperOf?.(name);
      const values = args.map((arg) => this.#plainOperand(arg));
      if (helper === undefined || values.includes(undefined)) this.#unknownFilter ??= name;
      if (operand === undefined || helper === undefined || values.includes(undefined)) return undefined;
      operand = `(${[helper, operand, ...values].join(' ')})`;
    }
    return operand;
  }

  #plainOperand(text: string): string | undefined {
    const operand = jinjaOperand(text, this.#scope);
    const name = operand && /^(?:\.\.\/)*([A-Za-z_]\w*)/.exec(operand)?.[1];
    const isVariable = name !== undefined && !/^(true|false|null)$/.test(operand ?? '');
    if (isVariable && !this.#scope.loops.includes(name)) this.#names.add(name);
    return operand;
  }

  #unknown(written: string): string {
    const { field, report, onUnknown } = this.#options;
    const [line, filter] = [this.#line, this.#unknownFilter];
    const shown = written.length > MAX_SHOWN ? `${written.slice(0, MAX_SHOWN)}…` : written;
    if (onUnknown) onUnknown({ written: shown, line, filter });
    else report.dropped(field, `Line ${line}: “${shown}” stands in a comment now. ${adviceOn(filter)}`);
    return `{{!-- ${JINJA_MARK} ${written} --}}`;
  }
}

function adviceOn(filter: string | undefined): string {
  return filter === undefined
    ? 'Templates here have nothing like it: write that part anew, or let the application give its text as a variable.'
    : `Templates here have no filter “${filter}”: let the application give the value as it is to be shown.`;
}

interface Strip {
  readonly open: string;
  readonly close: string;
}

function braces(inside: string, { open, close }: Strip): string {
  return `{{${open && '~'}${inside}${close && '~'}}}`;
}
