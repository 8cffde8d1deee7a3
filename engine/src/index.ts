/** Running and judging prompts. Provider SDKs load when a provider is first used, never at import. */
export * from './providers/provider';
export type * from './runner/test-case';
