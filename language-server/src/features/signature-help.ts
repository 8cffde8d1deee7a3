import { builtinHelper, describeType, type HelperInfo } from '@prompthub/core';
import { MarkupKind, type SignatureHelp, type SignatureHelpParams } from 'vscode-languageserver';
import { partialInputs } from '../completion/partials';
import { expressionPlace, type ExpressionPlace } from '../completion/place';
import type { Context } from '../context';

/** One argument as the signature shows it. */
interface Parameter {
  readonly text: string;
  /** The name of a named argument. */
  readonly key: string | undefined;
  readonly documentation: string;
}

interface Signature {
  readonly head: string;
  readonly parameters: readonly Parameter[];
  readonly summary: string;
}

/** The arguments of the helper or partial whose call is being typed, and which of them the cursor stands at. */
export function signatureHelp(
  context: Context,
  { textDocument, position }: SignatureHelpParams,
): SignatureHelp | null {
  const document = context.documents.get(textDocument.uri);
  if (!document || document.kind !== 'prompt' || document.unreadable) return null;
  const place = expressionPlace(context, document, { offset: document.lines.offsetAt(position) });
  if (!place || place.at.callee === '' || place.at.sigil === '/') return null;
  const signature = signatureOf(context, place);
  return signature ? toHelp(signature, activeParameter(place, signature.parameters)) : null;
}

function signatureOf(context: Context, place: ExpressionPlace): Signature | undefined {
  const { callee, sigil } = place.at;
  if (sigil === '>' || sigil === '#>') return partialSignature(context, place);
  const helper = builtinHelper(callee);
  return helper && helperSignature(helper);
}

function helperSignature({ name, kind, params, hash, summary }: HelperInfo): Signature {
  return {
    head: kind === 'block' ? `#${name}` : name,
    summary,
    parameters: [
      ...params.map((text): Parameter => ({ text, key: undefined, documentation: '' })),
      ...hash.map((pair): Parameter => ({
        text: pair.required ? `${pair.name}=…` : `[${pair.name}=…]`,
        key: pair.name,
        documentation: pair.summary,
      })),
    ],
  };
}

/** What a partial is given: the inputs that it declares, else the names that it uses. */
function partialSignature(context: Context, place: ExpressionPlace): Signature | undefined {
  const { callee } = place.at;
  if (!Object.hasOwn(context.workspace.partialTrees(place.document.uri) ?? {}, callee)) return undefined;
  const inputs = partialInputs(context, place, callee);
  return {
    head: `> ${callee}`,
    summary: `The partial \`_${callee}.prompt\`.`,
    parameters: inputs.map(({ name, type, description, optional, defaultValue }) => ({
      text: optional || defaultValue !== undefined ? `[${name}=…]` : `${name}=…`,
      key: name,
      documentation: [`\`${describeType(type)}\``, description].filter(Boolean).join(' '),
    })),
  };
}

/** Its index; behind the last one when the cursor stands at none. */
function activeParameter({ at }: ExpressionPlace, parameters: readonly Parameter[]): number {
  const indexOf = (wanted: (key: string) => boolean): number =>
    parameters.findIndex(({ key }) => key !== undefined && wanted(key));
  if (at.hashKey !== undefined)
    return orNone(
      indexOf((key) => key === at.hashKey),
      parameters,
    );
  const positional = parameters.filter(({ key }) => key === undefined).length;
  if (at.argument < positional) return at.argument;
  const isFree = (key: string): boolean => !at.usedHashKeys.includes(key);
  const begun = indexOf((key) => isFree(key) && at.kind === 'argument' && key.startsWith(at.word));
  return orNone(begun, parameters);
}

function orNone(index: number, parameters: readonly Parameter[]): number {
  return index < 0 ? parameters.length : index;
}

function toHelp({ head, parameters, summary }: Signature, activeParameter: number): SignatureHelp {
  let label = `{{${head}`;
  const placed = parameters.map(({ text, documentation }) => {
    const start = label.length + 1;
    label += ` ${text}`;
    return {
      label: [start, label.length] as [number, number],
      ...(documentation && { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
    };
  });
  const documentation = { kind: MarkupKind.Markdown, value: summary };
  return {
    signatures: [{ label: `${label}}}`, documentation, parameters: placed, activeParameter }],
    activeSignature: 0,
    activeParameter,
  };
}
