import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, open, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serverUser } from '../../src/launch/postgres/server-user';
import { errorCode } from '../../src/common/error-code';

const MIB = 1024 * 1024;
const MOUNT = 'mount -t tmpfs -o "size=$1,mode=777" tmpfs "$0" && echo mounted';

/** A file system in memory that can be filled, and that nobody sees but who knows its folder: it is gone when we are. Linux only. */
export class SmallDisk {
  private constructor(
    readonly folder: string,
    private readonly keeper: ChildProcess,
    private readonly place: string,
  ) {}

  /** Undefined where nothing may be mounted, not even in a namespace of our own. */
  static async mount(mebibytes: number): Promise<SmallDisk | undefined> {
    const place = await mkdtemp(path.join(tmpdir(), 'prompthub-disk-'));
    await chmod(place, 0o711);
    const user = await serverUser();
    // Who keeps it must be whom the server runs as: by its process others find the way into its namespace.
    const [own, become] =
      user === undefined
        ? ['-rm', '']
        : ['-m', `setpriv --reuid=${user.uid} --regid=${user.gid} --clear-groups`];
    const script = `${MOUNT} && exec ${become} cat`;
    const keeper = spawn('unshare', [own, 'sh', '-c', script, place, `${mebibytes}m`], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const said = await Promise.race([
      once(keeper.stdout, 'data').then(String),
      // Rejects where there is no such program.
      once(keeper, 'exit').then(
        () => '',
        () => '',
      ),
    ]);
    if (said.trim() === 'mounted') return new SmallDisk(`/proc/${keeper.pid}/root${place}`, keeper, place);
    await rmdir(place);
    return undefined;
  }

  /** To the last byte. */
  async fill(): Promise<void> {
    const file = await open(this.#ballast, 'a');
    try {
      for (let size = MIB; size >= 1;) {
        try {
          await file.appendFile(Buffer.alloc(size));
        } catch (error) {
          if (errorCode(error) !== 'ENOSPC') throw error;
          size = Math.floor(size / 2);
        }
      }
    } finally {
      await file.close();
    }
  }

  async free(): Promise<void> {
    await rm(this.#ballast);
  }

  async unmount(): Promise<void> {
    const ended = once(this.keeper, 'exit');
    this.keeper.stdin?.end();
    await ended;
    await rmdir(this.place);
  }

  get #ballast(): string {
    return path.join(this.folder, 'ballast');
  }
}
