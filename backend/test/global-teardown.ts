// eslint-disable-next-line import-x/no-default-export -- jest wants it so
export default async function globalTeardown(): Promise<void> {
  await globalThis.prompthubTestCluster?.stop();
}
