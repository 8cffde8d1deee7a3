import { loadSettings } from '../src/config/settings';
import { serve } from '../src/launch/serve';

const [dataDir = ''] = process.argv.slice(2);
serve({ ...loadSettings(['--data-dir', dataDir, '--log-level', 'silent'], {}), port: 0 })
  .then(() => process.send?.('ready'))
  .catch((error: unknown) => process.send?.(String(error)));
