import { errorCode } from '../common/error-code';

/** So often is work begun again: each time somebody else came through. */
const MOST_RETRIES = 5;
const DEADLOCK = '40P01';

/**
 * Does work in a transaction of its own, and again when PostgreSQL undid it to free others: they waited for it, and it
 * for them. A push stores its objects and then locks its branches, whoever publishes does it the other way round.
 */
export async function despiteDeadlocks<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = MOST_RETRIES; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0 || errorCode(error) !== DEADLOCK) throw error;
    }
  }
}
