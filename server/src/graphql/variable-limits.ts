import { Kind, OperationTypeNode, type DocumentNode, type SelectionSetNode } from 'graphql';
import { badInput } from '../errors/errors';
import { requestLimits, tooExpensive } from './limits';

/** Deepest nesting of objects and lists in the variables of a request: more than any input of the schema needs. */
const maxVariableDepth = 64;

/**
 * Refuses variables nested so deep that reading them would overrun the stack, and so many that reading them takes long. Walks
 * level by level, so it does neither itself.
 */
export function checkVariableDepth(variables: unknown, most: number = requestLimits.maxMutationVariableValues): void {
  let found = 0;
  let level: unknown[] = [variables];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxVariableDepth) {
      throw badInput(
        'variables',
        `"variables" are nested more than ${maxVariableDepth} levels deep.`,
        `variables 的嵌套不能超过 ${maxVariableDepth} 层。`,
      );
    }
    const below: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      const values: unknown[] = Array.isArray(value) ? value : Object.values(value);
      found += values.length;
      if (found > most) throw tooExpensive({ en: 'values in its variables', zh: '个变量值' }, found, most);
      for (const one of values) below.push(one);
    }
    level = below;
  }
}

const isMutation = (document: DocumentNode): boolean =>
  document.definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.MUTATION,
  );

interface PageArgument {
  name: string;
  variable: string | null;
  value: number | null;
}

const pageArguments = new WeakMap<DocumentNode, PageArgument[]>();

/**
 * Refuses variables that are too many or too deep, and a page (`first`, `last`) that is larger than the limit or not positive,
 * wherever it stands in the document.
 */
export function checkVariables(document: DocumentNode, variables: Readonly<Record<string, unknown>> = {}): void {
  let verdict = verdicts.get(variables);
  if (verdict?.document !== document) {
    verdict = { document, refusal: null };
    try {
      readVariables(document, variables);
    } catch (error) {
      verdict.refusal = error;
    }
    verdicts.set(variables, verdict);
  }
  if (verdict.refusal !== null) throw verdict.refusal;
}

/** Of a request's variables: plugins are asked side by side, so that each has to know before it looks at them. */
const verdicts = new WeakMap<object, { document: DocumentNode; refusal: unknown }>();

function readVariables(document: DocumentNode, variables: Readonly<Record<string, unknown>>): void {
  const { maxVariableValues, maxMutationVariableValues } = requestLimits;
  checkVariableDepth(variables, isMutation(document) ? maxMutationVariableValues : maxVariableValues);
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
