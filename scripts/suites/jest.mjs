import { runJest } from './run-jest.mjs';

/** All jest projects with coverage; thresholds stand in jest.config.mjs. */
export function jest({ full, artifacts }) {
  return runJest(['--coverage', '--maxWorkers=2'], { artifacts, name: 'jest', full });
}
