import 'reflect-metadata';
import {
  Arg,
  Field,
  InputType,
  InterfaceType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  registerEnumType,
} from 'type-graphql';

/** A TypeGraphQL class that stands for a type. */
export type TypeClass = new () => object;
export type TypeRef = () => unknown;

export interface FieldSpec {
  name: string;
  type: TypeRef;
  nullable?: boolean;
  /** With `[T]`: the list may be null, its items may not. */
  description?: string;
  args?: readonly ArgSpec[];
  default?: unknown;
}

export interface ArgSpec {
  name: string;
  type: TypeRef;
  nullable?: boolean;
  default?: unknown;
  description?: string;
}

const named = (name: string): TypeClass => {
  const made = class {};
  Object.defineProperty(made, 'name', { value: name });
  return made;
};

/**
 * Declares an object type from data through TypeGraphQL's own decorators, so that generated and hand-written types live in
 * one schema and can name each other. Resolvers are attached to the finished schema.
 */
export function declareObject(
  name: string,
  description: string,
  fields: readonly FieldSpec[],
  interfaces: TypeClass[] = [],
): TypeClass {
  const type = named(name);
  ObjectType(name, { description, ...(interfaces.length && { implements: interfaces }) })(type);
  for (const field of fields) declareField(type, field);
  return type;
}

export function declareInterface(name: string, description: string, fields: readonly FieldSpec[]): TypeClass {
  const type = named(name);
  InterfaceType(name, { description })(type);
  for (const field of fields) declareField(type, field);
  return type;
}

export function declareInput(name: string, description: string, fields: readonly FieldSpec[]): TypeClass {
  const type = named(name);
  InputType(name, { description })(type);
  for (const field of fields) {
    Field(field.type as never, {
      nullable: field.nullable ?? true,
      description: field.description,
      ...defaulted(field),
    })(type.prototype as object, field.name);
  }
  return type;
}

/** Registers a closed list as an enum and gives the value that TypeGraphQL knows it by. */
export function declareEnum(name: string, values: readonly string[], description: string): object {
  const type = Object.fromEntries(values.map((value) => [value, value]));
  registerEnumType(type, { name, description });
  return type;
}

/** Declares queries and mutations of one noun; what they do is attached to the finished schema. */
export function declareOperations(
  name: string,
  queries: readonly FieldSpec[],
  mutations: readonly FieldSpec[],
): Function {
  const type = named(name);
  for (const operation of [...queries, ...mutations]) {
    Object.defineProperty(type.prototype, operation.name, { value: () => null, configurable: true });
  }
  for (const query of queries) declareOperation(type, query, Query);
  for (const mutation of mutations) declareOperation(type, mutation, Mutation);
  Resolver()(type);
  return type;
}

function declareOperation(type: TypeClass, spec: FieldSpec, kind: typeof Query | typeof Mutation): void {
  const prototype = type.prototype as object;
  declareArgs(prototype, spec);
  kind(spec.type as never, { nullable: spec.nullable ?? false, description: spec.description })(
    prototype,
    spec.name,
    undefined as never,
  );
}

function declareField(type: TypeClass, spec: FieldSpec): void {
  const prototype = type.prototype as object;
  const options = { nullable: spec.nullable ?? true, description: spec.description };
  if (!spec.args) {
    Field(spec.type as never, options)(prototype, spec.name);
    return;
  }
  const descriptor = { value: () => null, configurable: true };
  Object.defineProperty(prototype, spec.name, descriptor);
  declareArgs(prototype, spec);
  Field(spec.type as never, options)(prototype, spec.name, descriptor);
}

function declareArgs(prototype: object, spec: FieldSpec): void {
  spec.args?.forEach((arg, index) => {
    Arg(arg.name, arg.type as never, {
      nullable: arg.nullable ?? true,
      description: arg.description,
      ...defaulted(arg),
    })(prototype, spec.name, index);
  });
}

const defaulted = (spec: { default?: unknown }): object =>
  spec.default === undefined ? {} : { defaultValue: spec.default };
