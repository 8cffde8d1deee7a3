/** What people read of the contract's values; no schemas, so that it loads where those are too heavy. */
export * from './automatic-metrics';
export * from './experiment-figures';
export * from './needed-keys';
export * from './figures';
export * from './spending-words';
