// `node --require` this: the most memory that the process had, in kilobytes, goes to its fourth channel when it ends.
process.on('exit', () => require('node:fs').writeSync(3, String(process.resourceUsage().maxRSS)));
