/** The program of a Redis server; undefined where there is none. */
export function findRedisServer(): string | undefined;
