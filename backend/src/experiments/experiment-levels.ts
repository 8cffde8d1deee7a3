/**
 * How often a difference of the metric may be claimed that is none, in an experiment that is looked at for ever; and likewise how often any guard may
 * be called broken, or kept, that is not. Whatever can be claimed of either kind shares it equally (Bonferroni).
 */
export const ALPHA = 0.05;

/** The difference of rates that is looked for where the metric says nothing of it. */
export const USUAL_RATE = 0.1;
