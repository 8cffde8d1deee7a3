/** The order of the stories: the longest decide when all have ended, and in a fresh clone jest knows no durations. */
const path = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

const LONGEST = ['story.e2e.ts', 'workspace.e2e.ts', 'features.e2e.ts'];

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const others = super.sort(tests);
    const longest = LONGEST.flatMap((name) => others.filter((test) => path.basename(test.path) === name));
    return [...new Set([...longest, ...others])];
  }
};
