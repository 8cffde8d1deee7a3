import { readLabelled } from '../../datasets/labelled-outputs';
import { judgeAgreement } from '../../statistics/judge-agreement';
import { judgeLabelled } from './judge-labelled';
import { StandInJudge } from './testing/stand-in-judge';

let stand: StandInJudge;
beforeAll(async () => (stand = await StandInJudge.start()));
afterAll(() => stand.stop());

const csv =
  'output,label,question\nfine one,pass,q1\nbad one,fail,q2\nfine bad,FAIL,q3\nodd one,yes,q4\n,pass,q5\nx,perhaps,q6\n';

test('a judge is held against people, from the file to the words', async () => {
  const { labelled, problems } = await readLabelled('golden.csv', csv);
  expect(labelled.map(({ label, vars }) => [label, vars['question']])).toEqual([
    ['pass', 'q1'],
    ['fail', 'q2'],
    ['fail', 'q3'],
    ['pass', 'q4'],
    ['pass', 'q5'],
  ]);
  expect(problems).toEqual([{ line: 7, message: '"label" must be pass or fail.' }]);

  stand.answer = ({ user }) =>
    user.includes('odd') ? 'no idea' : { reason: 'r', pass: user.includes('fine'), score: 0.5 };
  const spec = { type: 'llm-rubric', value: 'Answers {{question}}' };
  const judged = await judgeLabelled(labelled, spec, { tools: stand.judging().tools, concurrency: 2 });
  expect(judged.map(({ label }) => label)).toEqual(['pass', 'fail', 'pass', undefined, 'fail']);
  expect(stand.asked.some(({ user }) => user.includes('Answers q3'))).toBe(true);

  const result = judgeAgreement(
    judged.map(({ labelled: { label } }) => label),
    judged.map(({ label }) => label),
  );
  expect(result).toMatchObject({ decided: 4, undecided: 1, wronglyPassed: 1, wronglyFailed: 1 });
  // By hand: observed 1/2, expected 1/2·1/2 + 1/2·1/2.
  expect(result.agreement).toMatchObject({
    observed: 0.5,
    expected: 0.5,
    kappa: 0,
    labels: ['fail', 'pass'],
  });
  expect(result.words.join(' ')).toContain('agree on 2 of 4 outputs. Chance alone would give 50 %');
  expect(result.words.join(' ')).toContain('More than chance is not shown');
  expect(result.words.join(' ')).toContain('It could not decide 1');
});

test('what labels can show is said', () => {
  const many = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 'pass' : 'fail'));
  expect(judgeAgreement(many, many).words[2]).toBe('More than chance is shown.');
  expect(judgeAgreement(['pass', 'fail'], ['pass', 'fail']).words[2]).toContain('is not shown');
  expect(judgeAgreement(['pass', 'pass'], ['pass', 'pass']).words.join(' ')).toContain('nothing is shown');
  expect(() => judgeAgreement(['pass'], [])).toThrow('1 labels and 0 verdicts');
  expect(() => judgeAgreement(['pass'], [undefined])).toThrow('decided none');
});

test('an output must be a text', async () => {
  const { labelled, problems } = await readLabelled('golden.jsonl', '{"output": 7, "label": "pass"}');
  expect(labelled).toEqual([]);
  expect(problems).toEqual([{ line: 1, message: 'there is no text under "output".' }]);
});
