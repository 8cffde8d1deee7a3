/** What the hub measures itself, of each call that it makes; per key, the mean of its calls. */
export const AUTOMATIC_METRICS = ['cost-usd', 'latency-ms', 'error-rate', 'tokens'] as const;
export type AutomaticMetric = (typeof AUTOMATIC_METRICS)[number];

export const isAutomaticMetric = ({ name }: { readonly name: string }): boolean =>
  (AUTOMATIC_METRICS as readonly string[]).includes(name);
