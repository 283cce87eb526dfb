// Property tests of a landing repeat: the same seed for everybody, so that a red run is red again. KEHU_SEED=fresh looks for
// what it has not met yet (run that often), KEHU_SEED=<number> repeats a run; a failure prints its seed.
const fc = require('fast-check');
const defaultSeed = require('./default-seed.cjs');

const wanted = process.env.KEHU_SEED ?? defaultSeed;
if (wanted !== 'fresh') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) });
