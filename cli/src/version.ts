declare const PROMPTHUB_VERSION: string | undefined;

/** Written in by the bundler. */
export const version = typeof PROMPTHUB_VERSION === 'string' ? PROMPTHUB_VERSION : '0.0.0-source';
