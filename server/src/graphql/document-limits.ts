import {
  GraphQLError,
  Kind,
  TokenKind,
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import type { KehuError } from '../errors/errors';
import { nestedTooDeep, requestLimits, tooExpensive } from './limits';

/**
 * Validation rule: nesting, depth, selections, aliases, root fields, directives, fragments and repeats of a document. One that is over
 * a limit is checked no further: other rules compare each pair of what it repeats. Validated documents are kept by the
 * server, so a document that comes again costs nothing here.
 */
export function LimitsRule(context: ValidationContext): ASTVisitor {
  return {
    Document(document: DocumentNode) {
      const refusals = refusalsOf(document);
      for (const error of refusals) context.reportError(new GraphQLError(error.message, { originalError: error }));
      // Null takes the document away from the other rules.
      return refusals.length > 0 ? null : undefined;
    },
  };
}

/** Which limits a document is over. Its text alone is looked at, no schema, in time that grows with its length. */
export function refusalsOf(document: DocumentNode): KehuError[] {
  if (nestingOf(document) > requestLimits.maxNesting) return [nestedTooDeep()];
  const refusals: KehuError[] = [];
  const atMost = (most: number, found: number, en: string, zh: string): void => {
    if (found > most) refusals.push(tooExpensive({ en, zh }, found, most));
  };
  const fragments = new Map<string, FragmentDefinitionNode>();
  let definitions = 0;
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    definitions += 1;
    fragments.set(definition.name.value, definition);
  }
  const { maxSelections, maxDepth, maxRootFields, maxAliases, maxDirectives, maxFragments, maxRepeats } = requestLimits;
  const shapes = measureFragments(fragments);
  const counts: Counts = { aliases: 0, directives: 0, repeats: 0 };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    counts.directives += definition.directives?.length ?? 0;
    walk(definition.selectionSet, counts);
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, width, selections } = measure(definition.selectionSet, shapes);
    atMost(maxSelections, selections, 'selections', '个选择');
    atMost(maxDepth, depth, 'levels', '层');
    atMost(maxRootFields, width, 'root fields', '个根字段');
    checkSchemaQuestions(definition, fragments, atMost);
  }
  atMost(maxAliases, counts.aliases, 'aliases', '个别名');
  atMost(maxDirectives, counts.directives, 'directives', '个指令');
  atMost(maxFragments, definitions, 'fragments', '个片段');
  atMost(maxRepeats, counts.repeats, 'fields named again', '个重复字段');
  return refusals;
}

/** How deep the brackets of a document go, whatever they enclose; read from its words, as there is no depth to overrun a stack. */
function nestingOf(document: DocumentNode): number {
  let depth = 0;
  let deepest = 0;
  for (let token = document.loc?.startToken ?? null; token; token = token.next) {
    if (opening.has(token.kind)) deepest = Math.max(deepest, ++depth);
    else if (closing.has(token.kind)) depth -= 1;
  }
  return deepest;
}

const opening: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

interface Counts {
  aliases: number;
  directives: number;
  /** Selections beside an earlier one that answers under the same name. */
  repeats: number;
}

function walk(set: SelectionSetNode, counts: Counts): void {
  const names = new Set<string>();
  for (const selection of set.selections) {
    counts.directives += selection.directives?.length ?? 0;
    if (selection.kind === Kind.FIELD && selection.alias) counts.aliases += 1;
    const name = nameOf(selection);
    if (name !== null && names.has(name)) counts.repeats += 1;
    else if (name !== null) names.add(name);
    if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet) walk(selection.selectionSet, counts);
  }
}

/** What a selection answers under; of a fragment its own name. Null for parts without one. */
function nameOf(selection: SelectionSetNode['selections'][number]): string | null {
  if (selection.kind === Kind.FIELD) return (selection.alias ?? selection.name).value;
  return selection.kind === Kind.FRAGMENT_SPREAD ? `...${selection.name.value}` : null;
}

/** Counts `__schema` and `__type` on the first level of an operation, each fragment once for each time it is spread there. */
function checkSchemaQuestions(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  atMost: (most: number, found: number, en: string, zh: string) => void,
): void {
  const known = new Map<string, number>();
  const count = (set: SelectionSetNode): number =>
    set.selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return sum + (isSchemaQuestion(selection.name.value) ? 1 : 0);
      if (selection.kind === Kind.INLINE_FRAGMENT) return sum + count(selection.selectionSet);
      const name = selection.name.value;
      if (!known.has(name)) {
        known.set(name, 0); // a cycle, which another rule refuses
        const fragment = fragments.get(name);
        known.set(name, fragment ? count(fragment.selectionSet) : 0);
      }
      return sum + known.get(name)!;
    }, 0);
  atMost(requestLimits.maxSchemaQuestions, count(operation.selectionSet), 'questions about the schema', '个结构查询');
}

const isSchemaQuestion = (field: string): boolean => field === '__schema' || field === '__type';

/** How deep a selection goes, how many fields stand on its first level, and how many selections it has in all. */
interface Shape {
  depth: number;
  width: number;
  selections: number;
}

type ShapeOf = (fragment: string) => Shape;

/** Measures each fragment once, so that a bomb of nested spreads is linear. A cycle counts nothing: another rule refuses it. */
function measureFragments(fragments: ReadonlyMap<string, FragmentDefinitionNode>): ShapeOf {
  const known = new Map<string, Shape>();
  const shapeOf: ShapeOf = (name) => {
    const shape = known.get(name);
    if (shape) return shape;
    known.set(name, { depth: 0, width: 0, selections: 0 });
    const fragment = fragments.get(name);
    if (fragment) known.set(name, measure(fragment.selectionSet, shapeOf));
    return known.get(name) as Shape;
  };
  return shapeOf;
}

function measure(set: SelectionSetNode, fragment: ShapeOf): Shape {
  const whole: Shape = { depth: 0, width: 0, selections: 0 };
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const below = selection.selectionSet ? measure(selection.selectionSet, fragment) : null;
      whole.width += 1;
      whole.selections += 1 + (below?.selections ?? 0);
      // Introspection is as deep as its standard query is; graphql-js bounds it by a rule of its own.
      whole.depth = Math.max(whole.depth, 1 + (isSchemaQuestion(selection.name.value) ? 0 : (below?.depth ?? 0)));
    } else {
      const part =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? fragment(selection.name.value)
          : measure(selection.selectionSet, fragment);
      whole.width += part.width;
      whole.selections += part.selections;
      whole.depth = Math.max(whole.depth, part.depth);
    }
  }
  return whole;
}
