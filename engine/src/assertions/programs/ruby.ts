import { indented, programAssertion } from './program-assertion';

/** What the code prints goes to the standard error; the last line of the standard output is the result. */
const DRIVER = `
require "json"
request = JSON.parse(STDIN.read.force_encoding("UTF-8"))
out = $stdout
$stdout = $stderr
file = request["file"]
$LOAD_PATH.unshift(File.expand_path(file ? File.dirname(file) : "."))
name = request["function"].to_sym
TOPLEVEL_BINDING.eval(request["code"], file || "assertion")
abort("It has no function #{name}.") unless respond_to?(name, true)
out.puts("\\n" + JSON.generate(send(name, *request["args"])))
`;

export const ruby = programAssertion({
  type: 'ruby',
  name: 'Ruby',
  commands: ['ruby'],
  extension: '.rb',
  args: ['-e', DRIVER],
  inPlace: (code) => `require "json"\n\ndef main(output, context)\n${indented(code, '  ')}\nend\n`,
});
