import { migrate } from '../../src/database/migrate';
import { createDatabase } from '../hub';

/** A database as hubs find it, without one. */
export async function database(): Promise<{ ownerUrl: string; appUrl: string }> {
  const urls = await createDatabase();
  await migrate({ ownerUrl: urls.ownerUrl, appLogin: 'prompthub_test_app' });
  return urls;
}
