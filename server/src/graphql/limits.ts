import { limits as shared } from '@kehu/shared';
import {
  GraphQLError,
  Kind,
  Lexer,
  Source,
  TokenKind,
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { KehuError, badInput } from '../errors/errors';
import { backgroundCostLimit, backgroundRowLimit, costLimit } from './cost';

/**
 * Seconds that one read may take on the database: of lists and records; of aggregates and what else reads much; of jobs in the
 * background.
 */
export const statementSeconds = { light: 10, heavy: 30, background: 600 } as const;

/** Every limit of a request, as `me.limits` and the `x-kehu-limits` header announce them. */
export const requestLimits = {
  ...shared,
  /** Most root fields of an operation, fragments spread. */
  maxRootFields: 20,
  /** Most directives of a document. */
  maxDirectives: 10,
  /** Most selections of an operation with all fragments spread. */
  maxSelections: 10_000,
  /** Open sockets of one principal on one node. */
  maxSocketsPerPrincipal: 10,
  /** Running subscriptions of one socket. */
  maxSubscriptionsPerSocket: 10,
  /** Records told of that one subscription is watched for; beyond it the longest unmoved is forgotten. */
  maxWatchedRecords: 5_000,
  /** Records with news that wait for a slow client before its socket is closed. */
  maxWaitingRecords: 1_000,
  /** Most records that a document may touch, by its shape and page sizes; see `queryCost`. */
  maxCost: costLimit,
  /** The same for those with the right query:background, whose document then runs as a job. */
  maxBackgroundCost: backgroundCostLimit,
  /** Rows that a document in the background may really read. */
  maxBackgroundRows: backgroundRowLimit,
  /** Reads of one principal that run at once on one node; more wait their turn. */
  maxStatementsAtOnce: 3,
  /** Those of them that read much. */
  maxHeavyStatementsAtOnce: 1,
  /** Seconds that a read of lists and records may take on the database. */
  maxStatementSeconds: statementSeconds.light,
  /** Seconds that aggregates, and what else reads much, may take. */
  maxHeavyStatementSeconds: statementSeconds.heavy,
} as const;

/** One line for a header: `depth=12, tokens=10000, ...`. */
export const limitsHeader = (seconds: { light: number; heavy: number } = statementSeconds): string =>
  [
    ['depth', requestLimits.maxDepth],
    ['tokens', requestLimits.maxTokens],
    ['aliases', requestLimits.maxAliases],
    ['root-fields', requestLimits.maxRootFields],
    ['directives', requestLimits.maxDirectives],
    ['selections', requestLimits.maxSelections],
    ['page-size', requestLimits.maxPageSize],
    ['batch-size', requestLimits.maxBatchSize],
    ['body-bytes', requestLimits.maxBodyBytes],
    ['cost', requestLimits.maxCost],
    ['statements-at-once', requestLimits.maxStatementsAtOnce],
    ['statement-seconds', seconds.light],
    ['heavy-statement-seconds', seconds.heavy],
  ]
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');

/** The refusal of a document: says which limit and by how much. */
export function tooExpensive(what: { en: string; zh: string }, found: number, most: number): KehuError {
  return new KehuError('QUERY_TOO_EXPENSIVE', {
    en: `This document has ${format(found)} ${what.en}; at most ${format(most)} are taken. Split it into several requests.`,
    zh: `该查询包含 ${format(found)} ${what.zh}，最多允许 ${format(most)}，请拆分为多次请求。`,
  });
}

const format = (count: number): string => count.toLocaleString('en-US');

const refuse = (context: ValidationContext, error: KehuError): void =>
  context.reportError(new GraphQLError(error.message, { originalError: error }));

/**
 * Validation rule: depth, aliases, root fields and directives of a document. Validated documents are kept by the server,
 * so a document that comes again costs nothing here.
 */
export function LimitsRule(context: ValidationContext): ASTVisitor {
  return {
    Document(document: DocumentNode) {
      let aliases = 0;
      let directives = 0;
      const fragments = new Map<string, FragmentDefinitionNode>();
      for (const definition of document.definitions) {
        if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
      }
      for (const definition of document.definitions) {
        if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
        directives += definition.directives?.length ?? 0;
        walk(definition.selectionSet, (counts) => {
          aliases += counts.aliases;
          directives += counts.directives;
        });
        if (definition.kind === Kind.OPERATION_DEFINITION) checkOperation(context, definition, fragments);
      }
      const { maxAliases, maxDirectives } = requestLimits;
      if (aliases > maxAliases) refuse(context, tooExpensive({ en: 'aliases', zh: '个别名' }, aliases, maxAliases));
      if (directives > maxDirectives) {
        refuse(context, tooExpensive({ en: 'directives', zh: '个指令' }, directives, maxDirectives));
      }
    },
  };
}

function walk(set: SelectionSetNode, count: (counts: { aliases: number; directives: number }) => void): void {
  for (const selection of set.selections) {
    count({
      aliases: selection.kind === Kind.FIELD && selection.alias ? 1 : 0,
      directives: selection.directives?.length ?? 0,
    });
    if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet) walk(selection.selectionSet, count);
  }
}

function checkOperation(
  context: ValidationContext,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): void {
  const { maxDepth, maxRootFields } = requestLimits;
  const shapes = measureFragments(fragments);
  const { depth, width } = measure(operation.selectionSet, shapes);
  if (depth > maxDepth) refuse(context, tooExpensive({ en: 'levels', zh: '层' }, depth, maxDepth));
  if (width > maxRootFields) refuse(context, tooExpensive({ en: 'root fields', zh: '个根字段' }, width, maxRootFields));
}

/** How deep a selection goes and how many fields stand on its first level. */
interface Shape {
  depth: number;
  width: number;
}

type ShapeOf = (fragment: string) => Shape;

/** Measures each fragment once, so that a bomb of nested spreads is linear. A cycle counts nothing: another rule refuses it. */
function measureFragments(fragments: ReadonlyMap<string, FragmentDefinitionNode>): ShapeOf {
  const known = new Map<string, Shape>();
  const shapeOf: ShapeOf = (name) => {
    const shape = known.get(name);
    if (shape) return shape;
    known.set(name, { depth: 0, width: 0 });
    const fragment = fragments.get(name);
    if (fragment) known.set(name, measure(fragment.selectionSet, shapeOf));
    return known.get(name) as Shape;
  };
  return shapeOf;
}

function measure(set: SelectionSetNode, fragment: ShapeOf): Shape {
  let depth = 0;
  let width = 0;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      width += 1;
      // Introspection is as deep as its standard query is; graphql-js bounds it by a rule of its own.
      const introspection = selection.name.value === '__schema' || selection.name.value === '__type';
      const below = selection.selectionSet && !introspection ? measure(selection.selectionSet, fragment).depth : 0;
      depth = Math.max(depth, 1 + below);
    } else {
      const shape =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? fragment(selection.name.value)
          : measure(selection.selectionSet, fragment);
      depth = Math.max(depth, shape.depth);
      width += shape.width;
    }
  }
  return { depth, width };
}

/**
 * Whether graphql-js stopped reading because of `maxTokens`, or checking because of its own work limit, or Apollo because of
 * `maxRecursiveSelections`; they say so only in words. Returns the coded refusal, else null.
 */
export function limitRefusal(error: unknown, documentText: string | undefined): KehuError | null {
  if (!(error instanceof GraphQLError)) return null;
  if (/more tha\w \d+ tokens/.test(error.message)) {
    const { maxTokens } = requestLimits;
    return tooExpensive({ en: 'tokens', zh: '个词元' }, countTokens(documentText ?? ''), maxTokens);
  }
  if (error.message === 'Validation aborted.') {
    return new KehuError('QUERY_TOO_EXPENSIVE', {
      en: 'This document repeats fields so often that it cannot be checked. Ask for each field once.',
      zh: '该查询重复字段过多，无法校验，请每个字段只请求一次。',
    });
  }
  if (error.message.includes('recursively requests too many selections')) {
    const { maxSelections } = requestLimits;
    return new KehuError('QUERY_TOO_EXPENSIVE', {
      en: `With all fragments spread this document selects more than ${format(maxSelections)} fields. Ask for fewer at once.`,
      zh: `展开所有片段后，该查询选择的字段超过 ${format(maxSelections)} 个，请减少一次请求的字段。`,
    });
  }
  return null;
}

/** Counts to the end of the document or its first lexical error; the body limit bounds the work. */
function countTokens(text: string): number {
  const lexer = new Lexer(new Source(text));
  let count = 0;
  try {
    while (lexer.advance().kind !== TokenKind.EOF) count += 1;
  } catch {
    return Math.max(count, requestLimits.maxTokens + 1);
  }
  return count;
}

/** Deepest nesting of objects and lists in the variables of a request: more than any input of the schema needs. */
const maxVariableDepth = 64;

/**
 * Refuses variables nested so deep that reading them would overrun the stack. Walks level by level, so it does not itself.
 */
export function checkVariableDepth(variables: unknown): void {
  let level: unknown[] = [variables];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxVariableDepth) {
      throw badInput(
        'variables',
        `"variables" are nested more than ${maxVariableDepth} levels deep.`,
        `variables 的嵌套不能超过 ${maxVariableDepth} 层。`,
      );
    }
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
}

interface PageArgument {
  name: string;
  variable: string | null;
  value: number | null;
}

const pageArguments = new WeakMap<DocumentNode, PageArgument[]>();

/** Refuses a page (`first`, `last`) that is larger than the limit or not positive, wherever it stands in the document. */
export function checkPageSizes(document: DocumentNode, variables: Readonly<Record<string, unknown>> = {}): void {
  checkVariableDepth(variables);
  let pages = pageArguments.get(document);
  if (!pages) {
    pages = findPageArguments(document);
    pageArguments.set(document, pages);
  }
  for (const page of pages) {
    const size = page.variable === null ? page.value : variables[page.variable];
    if (typeof size !== 'number') continue;
    if (size > requestLimits.maxPageSize || size < 1) {
      throw badInput(
        page.name,
        `A page holds 1 to ${requestLimits.maxPageSize} records; "${page.name}" asks for ${size}. Read on with "after".`,
        `每页可包含 1 至 ${requestLimits.maxPageSize} 条记录，“${page.name}”请求了 ${size} 条，请用 after 继续读取。`,
      );
    }
  }
}

function findPageArguments(document: DocumentNode): PageArgument[] {
  const found: PageArgument[] = [];
  const visitSet = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        for (const argument of selection.arguments ?? []) {
          const name = argument.name.value;
          if (name !== 'first' && name !== 'last') continue;
          if (argument.value.kind === Kind.VARIABLE) {
            found.push({ name, variable: argument.value.name.value, value: null });
          } else if (argument.value.kind === Kind.INT) {
            found.push({ name, variable: null, value: Number(argument.value.value) });
          }
        }
      }
      if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet) visitSet(selection.selectionSet);
    }
  };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION || definition.kind === Kind.FRAGMENT_DEFINITION) {
      visitSet(definition.selectionSet);
    }
  }
  return found;
}
