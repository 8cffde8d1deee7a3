import { check } from '../check';
import { expectFindings, fixed } from './testing';

const finds = (marked: string) => expectFindings('helper-arguments', marked);

describe('helper-arguments', () => {
  it('reports missing arguments', () => {
    finds('«{{role}}»«{{json}}»«{{media}}»«{{media imageUrl}}»«{{lookup a}}»{{log}}{{history}}');
    finds('«{{#if}}»x{{/if}}«{{#ifEquals a}}»x{{/ifEquals}}');
  });

  it('reports arguments that nobody reads', () => {
    finds(
      '{{role "user" «"x"»}}{{json a «b c»}}{{history «a»}}{{json a «indnt»=2}}{{#each a «b»}}x{{/each}}',
    );
    finds('{{media url=a «mime»="x"}}{{media url=a contentType="x"}}{{log a b c level="info"}}');
  });

  it('reports block helpers without a body', () => {
    finds('{{«if» a}}{{«each» xs}}{{json («ifEquals» a b)}}');
  });

  it('says less loudly what does no harm', () => {
    expect(check('{{role "user" 1}}{{json a b}}').diagnostics.map(({ severity }) => severity)).toEqual([
      'warning',
      'error',
    ]);
  });

  it.each([
    ['{{media imageUrl}}', '{{media url=imageUrl}}'],
    ['{{media src=x}}', '{{media url=x}}'],
    ['{{json a indnt=2}}', '{{json a indent=2}}'],
    ['{{json a b}}', '{{json a}}'],
    ['{{role}}', '{{role "user"}}'],
    ['{{#each xs}}{{role}}{{/each}}', '{{#each xs}}{{this.role}}{{/each}}'],
    ['{{history now}}', '{{history}}'],
  ])('repairs %s', (source, after) => {
    expect(fixed('helper-arguments', source)).toBe(after);
  });
});
