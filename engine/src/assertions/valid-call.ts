import { AssertionError, type Assertion, type Observation } from './assertion';
import { quote } from './assertion-value';
import { violationOf } from './json-schema-check';
import { callsOrOneIn, type FoundCall } from './tool-calls';

/** The model called tools, each of them one of the prompt's, with arguments that fit its schema. */
export function validCall(type: string, summary: string): Assertion {
  return {
    type,
    shape: { value: 'none', summary },
    evaluate(_spec, { output, data, toolCalls = [], tools = [] }) {
      if (tools.length === 0)
        throw new AssertionError(`"${type}" compares with the tools of the prompt, and it has none.`);
      const calls = callsOrOneIn(toolCalls.length > 0 ? toolCalls : (data ?? output));
      const problems = calls
        .map((call) => problemOf(call, { tools, type }))
        .filter((problem) => problem !== undefined);
      const names = tools.map(({ name }) => quote(name)).join(', ');
      return {
        holds: calls.length > 0 && problems.length === 0,
        expectation: `to call tools of the prompt (${names}) with arguments that fit`,
        detail: calls.length === 0 ? 'it calls no tool' : problems.join('; ') || 'it does',
        actual: toolCalls.length > 0 ? JSON.stringify(toolCalls) : output,
      };
    },
  };
}

function problemOf(
  { name, arguments: given }: FoundCall,
  { tools, type }: { tools: NonNullable<Observation['tools']>; type: string },
): string | undefined {
  const tool = tools.find((candidate) => candidate.name === name);
  if (!tool) return `there is no tool ${quote(name)}`;
  if (given === undefined) return `the arguments of ${quote(name)} are not JSON`;
  const violation = violationOf(tool.inputSchema, given, { type });
  return violation === undefined ? undefined : `the arguments of ${quote(name)} do not fit: ${violation}`;
}
