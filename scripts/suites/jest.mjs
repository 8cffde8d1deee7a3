import { setup as setUpRedis } from '../redis/setup.mjs';
import { runJest } from './run-jest.mjs';

/** All jest projects with coverage; thresholds stand in jest.config.mjs. Tests that find no Redis say so. */
export function jest({ full, artifacts }) {
  try {
    setUpRedis();
  } catch (error) {
    console.error(`No Redis could be installed: ${error.message}`);
  }
  return runJest(['--coverage', '--maxWorkers=2'], { artifacts, name: 'jest', full });
}
