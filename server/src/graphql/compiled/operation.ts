import {
  getArgumentValues,
  type GraphQLError,
  isNonNullType,
  Kind,
  locatedError,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields } from 'graphql/execution/collectFields';
import type { KehuContext } from '../kehu-context';
import { readOf, type RunField } from '../root-read';
import { coercedVariables } from '../variables';
import type { Info } from '../late';
import { JsonText } from './json-text';
import { Unwritable, writerOf, type Writer } from './writer';

/** The answer of an operation: `data` as JSON text, errors as graphql-js would have located them. */
export interface CompiledAnswer {
  data: JsonText | null;
  errors: readonly GraphQLError[];
  /** Nothing was run: the variables don't fit. */
  refused?: boolean;
}

interface RootField {
  key: string;
  nodes: readonly FieldNode[];
  /** Null for `__typename`. */
  field: GraphQLField<unknown, unknown> | null;
  run: RunField;
  write: Writer;
  required: boolean;
}

/** More combinations of `@include` and `@skip` than these are left to graphql-js. */
const maxVariants = 16;

/**
 * Compiles operations on nouns and runs them without resolvers. What is compiled of a document lives as long as the
 * document, which Apollo keeps in a cache bounded by bytes.
 */
export class CompiledOperations {
  private readonly known = new WeakMap<OperationDefinitionNode, CompiledOperation>();

  constructor(private readonly schema: GraphQLSchema) {}

  /** Null where the operation must be left to graphql-js: it was not run then. */
  async run(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
    context: KehuContext,
  ): Promise<CompiledAnswer | null> {
    let compiled = this.known.get(operation);
    if (!compiled) this.known.set(operation, (compiled = new CompiledOperation(this.schema, document, operation)));
    return compiled.run(variables, context);
  }
}

class CompiledOperation {
  private readonly fragments: Record<string, FragmentDefinitionNode> = {};
  private readonly switches: readonly string[];
  private readonly variants = new Map<string, readonly RootField[] | null>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly operation: OperationDefinitionNode,
  ) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments[definition.name.value] = definition;
    }
    this.switches = switchesOf(document);
  }

  async run(given: Readonly<Record<string, unknown>>, context: KehuContext): Promise<CompiledAnswer | null> {
    const read = coercedVariables(this.schema, this.operation, given);
    if ('refusal' in read) return { data: null, errors: [read.refusal], refused: true };
    const fields = this.variant(read.values);
    if (!fields) return null;
    return this.operation.operation === OperationTypeNode.MUTATION
      ? inTurn(fields, read.values, context)
      : together(fields, read.values, context);
  }

  /** Root fields under these truth values of the directives; null where one is not for us. */
  private variant(variables: Info['variableValues']): readonly RootField[] | null {
    const key = this.switches.map((name) => String(variables[name])).join();
    let fields = this.variants.get(key);
    if (fields === undefined) {
      if (this.variants.size >= maxVariants) return null;
      fields = this.compile(Object.fromEntries(this.switches.map((name) => [name, variables[name]])));
      this.variants.set(key, fields);
    }
    return fields;
  }

  /** Told the variables of directives alone, so that no other can end up in what is compiled. */
  private compile(variableValues: Info['variableValues']): readonly RootField[] | null {
    const type = this.schema.getRootType(this.operation.operation);
    if (!type || this.operation.operation === OperationTypeNode.SUBSCRIPTION) return null;
    const info: Info = { schema: this.schema, fragments: this.fragments, variableValues };
    try {
      const root = collectFields(this.schema, this.fragments, variableValues, type, this.operation.selectionSet);
      return [...root].map(([key, nodes]): RootField => {
        const name = nodes[0]!.name.value;
        if (name === '__typename') {
          const text = JSON.stringify(type.name);
          return { key, nodes, field: null, run: async () => null, write: () => text, required: true };
        }
        const field = type.getFields()[name];
        const read = field && readOf(field);
        if (!read) throw new Unwritable(`${key} has a resolver of its own`);
        return {
          key,
          nodes,
          field,
          run: read(info, nodes),
          write: writerOf(info, field.type, nodes),
          required: isNonNullType(field.type),
        };
      });
    } catch {
      // Whatever is wrong with it, graphql-js says it in the right words and place.
      return null;
    }
  }
}

/** Variables that directives look at. */
function switchesOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: (directive) => {
      for (const { value } of directive.arguments ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

type Outcome = { text: string } | { error: GraphQLError };

async function outcomeOf(root: RootField, variables: Info['variableValues'], context: KehuContext): Promise<Outcome> {
  const { field, nodes, run, write } = root;
  try {
    const args = field ? getArgumentValues(field, nodes[0]!, variables) : {};
    const value = await run(context, args, variables);
    return { text: write(value, { context, variables }) };
  } catch (error) {
    if (error instanceof Unwritable) throw error;
    return { error: locatedError(error, nodes, [root.key]) };
  }
}

/** Queries: all fields at once. The first that fails where the schema has no null ends the answer. */
async function together(
  fields: readonly RootField[],
  variables: Info['variableValues'],
  context: KehuContext,
): Promise<CompiledAnswer | null> {
  const errors: GraphQLError[] = [];
  let fatal: GraphQLError | null = null;
  const work = fields.map(async (root) => {
    const outcome = await outcomeOf(root, variables, context);
    if ('text' in outcome) return `${JSON.stringify(root.key)}:${outcome.text}`;
    if (root.required) fatal ??= outcome.error;
    else errors.push(outcome.error);
    return `${JSON.stringify(root.key)}:null`;
  });
  try {
    const parts = await Promise.all(work);
    if (fatal) return { data: null, errors: [fatal] };
    return { data: new JsonText(`{${parts.join(',')}}`), errors };
  } catch (error) {
    await Promise.allSettled(work);
    // Nothing was written anywhere, so it can be asked again in the other way.
    if (error instanceof Unwritable) return null;
    throw error;
  }
}

/** Mutations: one after the other, each once, whatever becomes of its answer. */
async function inTurn(
  fields: readonly RootField[],
  variables: Info['variableValues'],
  context: KehuContext,
): Promise<CompiledAnswer> {
  const errors: GraphQLError[] = [];
  const parts: string[] = [];
  for (const root of fields) {
    const outcome = await outcomeOf(root, variables, context).catch((error: unknown): Outcome => {
      return { error: locatedError(error, root.nodes, [root.key]) };
    });
    if ('text' in outcome) parts.push(`${JSON.stringify(root.key)}:${outcome.text}`);
    else if (root.required) return { data: null, errors: [...errors, outcome.error] };
    else {
      errors.push(outcome.error);
      parts.push(`${JSON.stringify(root.key)}:null`);
    }
  }
  return { data: new JsonText(`{${parts.join(',')}}`), errors };
}
