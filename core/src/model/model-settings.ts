/**
 * Settings of models, as Dotprompt, Genkit and the providers write them in `config`. Others are legal there: what nobody
 * knows goes to the provider as it stands.
 */
export const MODEL_SETTINGS: ReadonlySet<string> = new Set(
  (
    'temperature topP topK top_p top_k minP min_p minTokens min_tokens maxOutputTokens maxTokens max_tokens ' +
    'max_output_tokens max_completion_tokens stopSequences stop_sequences stop seed frequencyPenalty presencePenalty ' +
    'frequency_penalty presence_penalty repetitionPenalty repetition_penalty logitBias logit_bias logProbs logprobs ' +
    'topLogProbs top_logprobs reasoningEffort reasoning_effort verbosity parallelToolCalls parallel_tool_calls ' +
    'serviceTier service_tier responseFormat response_format responseModalities responseMimeType safetySetting safetySettings ' +
    'thinkingConfig candidateCount apiVersion'
  ).split(' '),
);
