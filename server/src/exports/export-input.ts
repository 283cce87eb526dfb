import {
  coerceInputValue,
  GraphQLList,
  GraphQLNonNull,
  isInputType,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { badInput } from '../errors/errors';
import { toldMessage } from '../errors/told-message';
import { checkVariableDepth } from '../graphql/variable-limits';
import { flatCustom } from '../model/flat-custom';
import type { NounRegistry } from '../model/registry';
import type { OrderBy } from '../query/sort';
import type { Where } from '../query/where';
import { nounCalled, type ExportRequest } from './export-records';
import { exportFormats, type ExportFormat } from './formats';

/** What a person or program asks to have exported, as it comes in. */
export interface ExportInput {
  noun: string;
  format?: string | null;
  where?: unknown;
  search?: string | null;
  orderBy?: unknown;
  columns?: readonly string[] | null;
  source?: string | null;
}

/** Source of external ids that imports use unless they name another. */
const usualSource = 'import';

/**
 * Checks what is asked for the way the list of the noun would check its arguments.
 * @throws KehuError BAD_USER_INPUT naming what can't be taken
 */
export function exportRequest(schema: GraphQLSchema, nouns: NounRegistry, input: ExportInput): ExportRequest {
  checkVariableDepth(input);
  const noun = nouns.get(nounCalled(nouns, textOf(input.noun, 'noun') ?? ''));
  const format = textOf(input.format, 'format') ?? 'csv';
  if (!(exportFormats as readonly string[]).includes(format)) {
    throw badInput(
      'format',
      `format is one of ${exportFormats.join(', ')}.`,
      `format 可选：${exportFormats.join('、')}。`,
    );
  }
  const type = (name: string): GraphQLInputType => {
    const found = schema.getType(name);
    if (isInputType(found)) return found;
    throw badInput('noun', `Records of ${noun.typeName} have no list.`, `${noun.label.zh}没有列表。`);
  };
  const columns = input.columns ?? null;
  if (columns !== null && !(Array.isArray(columns) && columns.every((column) => typeof column === 'string'))) {
    throw badInput('columns', 'columns is a list of names of fields.', 'columns 必须是字段名列表。');
  }
  const orderType = new GraphQLList(new GraphQLNonNull(type(`${noun.typeName}OrderBy`)));
  return {
    noun: noun.name,
    format: format as ExportFormat,
    where: flatCustom(coerced(input.where, type(`${noun.typeName}Where`), 'where')) as Where | null,
    search: textOf(input.search, 'search')?.trim() || null,
    orderBy: (flatCustom(coerced(input.orderBy, orderType, 'orderBy')) as OrderBy[] | null) ?? [],
    columns,
    source: textOf(input.source, 'source') ?? usualSource,
  };
}

function textOf(value: unknown, field: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw badInput(field, `${field} must be a text.`, `${field} 必须是文本。`);
}

function coerced(value: unknown, type: GraphQLInputType, field: string): unknown {
  if (value === undefined || value === null) return null;
  return coerceInputValue(value, type, (path, _, error) => {
    const at = [field, ...path].join('.');
    const message = toldMessage(error.message);
    throw badInput(at, `${at}: ${message}`, `${at}：${message}`);
  });
}
