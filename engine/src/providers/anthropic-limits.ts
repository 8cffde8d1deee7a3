/** Anthropic requires a limit; this one fits every model of theirs. Set `config.maxOutputTokens` for longer answers. */
export const DEFAULT_MAX_TOKENS = 4096;
