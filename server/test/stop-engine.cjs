/** Ends the server that start-engine.cjs has started, if it has. */
module.exports = async () => {
  await globalThis.stopTestEngine?.();
};
