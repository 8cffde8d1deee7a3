/**
 * How often a difference of the metric may be claimed that is none, in an experiment that is looked at for ever; and likewise how often any guard may
 * be called broken, or kept, that is not. Whatever can be claimed of either kind shares it equally (Bonferroni).
 */
export const ALPHA = 0.05;
