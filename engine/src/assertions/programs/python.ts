import { indented, programAssertion } from './program-assertion';

/** What the code prints goes to the standard error; the last line of the standard output is the result. */
const DRIVER = `
import sys
sys.path[:] = [path for path in sys.path if path]
import asyncio, inspect, json, os
request = json.loads(sys.stdin.buffer.read().decode("utf-8"))
out, sys.stdout = sys.stdout, sys.stderr
file = request.get("file")
sys.path.insert(0, os.path.abspath(os.path.dirname(file) if file else "."))
module = {"__name__": "assertion", "__file__": file or "assertion"}
exec(compile(request["code"], file or "assertion", "exec"), module)
name = request["function"]
if name not in module:
    raise SystemExit("It has no function " + name + ".")
result = module[name](*request["args"])
if inspect.isawaitable(result):
    async def wait():
        return await result
    result = asyncio.run(wait())
out.write("\\n" + json.dumps(result) + "\\n")
`;

export const python = programAssertion({
  type: 'python',
  name: 'Python',
  commands: ['python3', 'python'],
  extension: '.py',
  args: ['-c', DRIVER],
  inPlace: (code) => `import json\n\ndef main(output, context):\n${indented(code, '    ')}\n`,
});
