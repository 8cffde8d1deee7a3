import { againstRealHub, json } from './real-hub';
import type { Folder } from './workspace';

againstRealHub('data files', (hub) => {
  let here: Folder;
  beforeAll(async () => {
    here = await hub.signedIn();
    await here.run(['pull']);
    here.write({
      'greet.prompt': '---\nmodel: echo/echo\ninput: { schema: { name: string } }\n---\nHello {{name}}\n',
      'greet.tests.yaml': '- dataset: names.csv\n  assert: [{ type: starts-with, value: Hello }]\n',
      'names.csv': 'name\nAda\nBo\ntoo,many\n',
    });
    await here.run(['push', '-m', 'Names']);
  });

  it('are listed with their rows and columns, and printed', async () => {
    const { stdout } = await here.run(['datasets']);
    expect(stdout).toMatch(
      /^names\.csv {2}2 rows {2}name {2}line 4: the row has 2 values, and the header 1 names\. {2}[0-9a-f]{10} /m,
    );
    expect(await json(here, 'datasets')).toEqual(
      expect.arrayContaining([expect.objectContaining({ path: 'names.csv', rows: 2, columns: ['name'] })]),
    );
    expect((await here.run(['datasets', 'names.csv'])).stdout).toBe('name\nAda\nBo\ntoo,many\n');
  });

  it('of another version are read by tests that run here', async () => {
    here.write({
      'names.csv': 'name\nonly here\n',
      'greet.tests.yaml':
        '- { dataset: "hub:main:names.csv", assert: [{ type: starts-with, value: Hello }] }\n' +
        '- { dataset: "hub:nowhere:names.csv", assert: [] }\n',
    });
    const { stdout } = await here.run(['test', 'greet.prompt']);
    expect(stdout).toMatch(/✓ .*names\.csv:2/);
    expect(stdout).toMatch(/✓ .*names\.csv:3/);
    expect(stdout).toContain('the row has 2 values, and the header 1 names');
    expect(stdout).toMatch(/hub:nowhere:names\.csv: .*nowhere/);
  });
});
