/** Redis was not asked: there is none, or it is of no use right now. */
export class RedisAway extends Error {
  constructor() {
    super('Redis is away.');
  }
}
