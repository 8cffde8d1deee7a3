import type { HubClient, ProjectListener } from '@prompthub/client';
import type { ProjectSnapshot } from '../prompts/project-status';
import { LiveRefresh } from './live-refresh';

type Snapshot = Pick<ProjectSnapshot, 'link' | 'account'>;

let show: (snapshot: Snapshot) => void;
let followed: { name: string; listener: ProjectListener; open: boolean }[];
let news: jest.Mock;
let refresh: LiveRefresh;

beforeEach(() => {
  jest.useFakeTimers();
  followed = [];
  news = jest.fn();
  const client = (hub: string) => ({
    project: (project: string) => ({
      follow(listener: ProjectListener) {
        const following = { name: `${hub}/${project}`, listener, open: true };
        followed.push(following);
        return { close: () => (following.open = false) };
      },
    }),
  });
  refresh = new LiveRefresh({
    status: {
      onDidChange: (listener) => {
        show = listener as never;
        return { dispose: () => (show = () => undefined) };
      },
    },
    accounts: { client: (hub) => Promise.resolve(client(hub) as unknown as HubClient) },
    onNews: news,
  });
});
afterEach(() => jest.useRealTimers());

const at = (project: string) => ({ hub: 'https://hub', project }) as NonNullable<ProjectSnapshot['link']>;
const open = () => followed.flatMap(({ name, open: isOpen }) => (isOpen ? [name] : []));
async function shown(snapshot: Snapshot): Promise<void> {
  show(snapshot);
  await jest.advanceTimersByTimeAsync(0);
}

it('follows the linked project while somebody is signed in, and only that', async () => {
  await shown({ link: at('acme/desk'), account: undefined });
  expect(open()).toEqual([]);
  await shown({ link: at('acme/desk'), account: 'Ann' });
  await shown({ link: at('acme/desk'), account: 'Ann' });
  expect([open(), followed.length]).toEqual([['https://hub/acme/desk'], 1]);
  await shown({ link: at('acme/other'), account: 'Ann' });
  expect(open()).toEqual(['https://hub/acme/other']);
  await shown({ link: at('acme/other'), account: 'Bob' });
  expect([open(), followed.length]).toEqual([['https://hub/acme/other'], 3]);
  await shown({ link: at('acme/other'), account: undefined });
  expect(open()).toEqual([]);
});

it('follows nothing any more when it came to an end while the client was made', async () => {
  show({ link: at('acme/desk'), account: 'Ann' });
  refresh.dispose();
  await jest.advanceTimersByTimeAsync(0);
  expect(followed).toEqual([]);
});

it('makes one piece of news of what comes together', async () => {
  await shown({ link: at('acme/desk'), account: 'Ann' });
  const [{ listener } = { listener: undefined }] = followed;
  listener?.connected();
  listener?.moved({ kind: 'branch', project: '', name: 'main', head: null });
  expect(news).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(250);
  expect(news).toHaveBeenCalledTimes(1);
  listener?.moved({ kind: 'branch', project: '', name: 'main', head: null });
  refresh.dispose();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(news).toHaveBeenCalledTimes(1);
});

it('tells runs of tests from all else, which is not asked for anew each second', async () => {
  await shown({ link: at('acme/desk'), account: 'Ann' });
  const [{ listener } = { listener: undefined }] = followed;
  const gotOn = { kind: 'test-run', project: '', run: '' } as const;
  listener?.moved(gotOn);
  await jest.advanceTimersByTimeAsync(250);
  listener?.moved({ kind: 'branch', project: '', name: 'main', head: null });
  listener?.moved(gotOn);
  await jest.advanceTimersByTimeAsync(250);
  listener?.moved(gotOn);
  await jest.advanceTimersByTimeAsync(250);
  expect(news.mock.calls).toEqual([['tests'], ['anything'], ['tests']]);
});
