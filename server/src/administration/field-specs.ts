import type { FieldSpec, TypeRef } from '../graphql/declare';
import { listOf, Str } from '../graphql/shared-types';

/** A field that always has a value. */
export const must = (name: string, type: TypeRef, description?: string): FieldSpec => ({
  name,
  type,
  nullable: false,
  description,
});
/** A field that may be null. */
export const may = (name: string, type: TypeRef, description?: string): FieldSpec => ({
  name,
  type,
  nullable: true,
  description,
});
/** A list of texts. */
export const strings = listOf(Str);
/** A list of a type that is declared elsewhere. */
export const many =
  (type: () => unknown): TypeRef =>
  () => [type()];
