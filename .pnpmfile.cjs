// Both are optional dependencies of the server, and one is installed: the one whose Node this is. Version 13 needs
// Node-API 10 (Node 22.14 and newer, not 20) and brings its binaries; 12 is compiled where none can be fetched, which
// nobody should wait for in vain. server/src/database/sqlite-module.ts chooses the same way.
const nodeOf = { 12: '<22.14', 13: '>=22.14' };

module.exports = {
  hooks: {
    readPackage(manifest) {
      const node = manifest.name === 'better-sqlite3' && nodeOf[manifest.version?.split('.')[0]];
      return node ? { ...manifest, engines: { node } } : manifest;
    },
  },
};
