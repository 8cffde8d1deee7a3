import { migrate } from '../src/database/migrate';

const [ownerUrl = ''] = process.argv.slice(2);
migrate({ ownerUrl, appLogin: 'prompthub_test_app' })
  .then(({ length }) => ({ count: length }))
  .catch((error: unknown) => ({ error: String(error) }))
  .then((answer) => process.send?.(answer, undefined, undefined, () => process.disconnect()))
  .catch(() => process.exit(1));
