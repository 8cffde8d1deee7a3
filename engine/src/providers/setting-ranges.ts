import type { ModelSetting } from '@prompthub/core';

const openai = (least: number, greatest: number): ModelSetting['ranges'] => ({
  openai: [least, greatest],
  azure: [least, greatest],
});

/**
 * The model settings that are numbers, with the ranges that providers document: OpenAI's reference ("Create chat
 * completion", which Azure follows) and Anthropic's ("Messages"). Names are those of `model-settings.ts`.
 */
export const SETTING_RANGES: readonly ModelSetting[] = [
  { names: ['temperature'], ranges: { ...openai(0, 2), anthropic: [0, 1] } },
  { names: ['topP', 'top_p'], ranges: { ...openai(0, 1), anthropic: [0, 1] } },
  { names: ['topK', 'top_k'], whole: true, ranges: { anthropic: [1, Infinity] } },
  {
    names: ['maxOutputTokens', 'maxTokens', 'max_tokens', 'max_completion_tokens', 'max_output_tokens'],
    whole: true,
    ranges: { ...openai(1, Infinity), anthropic: [1, Infinity] },
    limitsOutput: true,
  },
  { names: ['frequencyPenalty', 'frequency_penalty'], ranges: openai(-2, 2) },
  { names: ['presencePenalty', 'presence_penalty'], ranges: openai(-2, 2) },
  { names: ['topLogProbs', 'top_logprobs'], whole: true, ranges: openai(0, 20) },
  { names: ['seed'], whole: true, ranges: {} },
];
