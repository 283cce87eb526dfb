export * from './csv';
export * from './decimal';
export * from './error-codes';
export * from './fold';
export * from './limits';
export * from './phone';
export * from './purposes';
export * from './roles';
