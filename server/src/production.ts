/**
 * Libraries check their callers unless they are told that this is not development; graphql-js does so for every type it
 * looks at. Imported before any of them.
 */
process.env.NODE_ENV ??= 'production'; // eslint-disable-line no-restricted-properties -- written, for others to read
