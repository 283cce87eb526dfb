/** The seed of property tests where KEHU_SEED names none. */
module.exports = '20261122';
