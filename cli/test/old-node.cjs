// Makes the Node that loads it first pass for one of version 20, without what came later.
Object.defineProperty(process.versions, 'node', { value: '20.11.0' });
delete Map.groupBy;
