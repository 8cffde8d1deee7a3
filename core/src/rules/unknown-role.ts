import { ROLES } from '../model/helpers';
import { closest } from './closest';
import { replace } from './fixes';
import type { Rule } from './rule';
import { helperNameOf } from './template-text';

/** What other vendors call the four roles. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  assistant: 'model',
  ai: 'model',
  bot: 'model',
  agent: 'model',
  human: 'user',
  customer: 'user',
  developer: 'system',
  instructions: 'system',
  function: 'tool',
};

export const unknownRole: Rule = {
  meta: {
    code: 'unknown-role',
    severity: 'error',
    summary: 'A role is none of user, model, system and tool.',
    docs:
      'Dotprompt knows roles in small letters only. A role with another letter in it swallows the text behind it; one such ' +
      'as `assistant` makes a message that no model accepts.',
    bad: '{{role "assistant"}}I can help.',
    good: '{{role "model"}}I can help.',
  },
  create: ({ report }) => ({
    MustacheStatement({ path, params: [role] }) {
      if (helperNameOf(path) !== 'role' || role?.type !== 'StringLiteral') return;
      if (ROLES.some((known) => known === role.value)) return;
      const word = role.value.trim().toLowerCase();
      const meant = ROLES.find((known) => known === word) ?? OTHER_NAMES[word] ?? closest(word, ROLES);
      report({
        range: role.range,
        message:
          `There is no role "${role.value}"; roles are ${ROLES.join(', ')}.` +
          (meant === undefined ? '' : ` Did you mean "${meant}"?`),
        fixes: meant === undefined ? [] : [replace(role.range, `"${meant}"`)],
      });
    },
  }),
};
