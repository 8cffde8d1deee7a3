// The least that an extension can do when it is activated.
exports.activate = () => undefined;
