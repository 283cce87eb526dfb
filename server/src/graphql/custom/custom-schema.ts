import {
  extendSchema,
  getNamedType,
  isObjectType,
  parse,
  validateSchema,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { visibleCustom } from '../../access/visible-custom';
import type { RuleSet } from '../../access/rule-set';
import { customGroup } from '../../model/custom-field';
import type { NounRegistry } from '../../model/registry';
import { attachCustomGroup } from '../attach';
import { attachShape, shapeOf } from '../root-read';
import { keepNouns } from '../schema-nouns';
import { customSdl, type OfferedFields } from './custom-sdl';

/** Schemas that are kept: one for each different set of fields that somebody may use. The one used longest ago goes first. */
const maxSchemas = 64;

/**
 * The schema of each principal. Names of fields that administrators added are data, so who is granted nothing of one gets a
 * schema in which it does not exist: refusals, suggestions, introspection and costs are those of a Kehu without it. Whom
 * rules show the same fields shares a schema; whom they show none has the built-in one.
 */
export class CustomSchemas {
  private readonly made = new Map<string, GraphQLSchema>();
  private readonly byRules = new WeakMap<RuleSet, GraphQLSchema>();

  constructor(readonly base: GraphQLSchema) {}

  of(ruleSet: RuleSet): GraphQLSchema {
    const { nouns } = ruleSet.book;
    if (nouns.custom.length === 0) return this.base;
    const known = this.byRules.get(ruleSet);
    if (known) return known;
    const schema = this.with(nouns, new Set(visibleCustom(ruleSet).map(({ pk }) => pk)));
    this.byRules.set(ruleSet, schema);
    return schema;
  }

  private with(nouns: NounRegistry, visible: ReadonlySet<number>): GraphQLSchema {
    if (visible.size === 0) return this.base;
    const key = JSON.stringify([nouns.custom, [...visible]]);
    let schema = this.made.get(key);
    this.made.delete(key);
    schema ??= customSchema(this.base, nouns, visible);
    this.made.set(key, schema);
    if (this.made.size > maxSchemas) this.made.delete(this.made.keys().next().value!);
    return schema;
  }
}

/** The schema with these fields of administrators. @throws Error where it would be no valid schema */
export function customSchema(base: GraphQLSchema, nouns: NounRegistry, visible: ReadonlySet<number>): GraphQLSchema {
  const offered = nouns.all().flatMap((noun): OfferedFields[] => {
    const fields = [...noun.fields.values()].filter(({ custom }) => custom && visible.has(custom.pk));
    return fields.length > 0 ? [{ noun, fields }] : [];
  });
  const document = parse(customSdl(base, nouns, offered), { noLocation: true });
  const schema = extendSchema(base, document, { assumeValidSDL: true });
  const [invalid] = validateSchema(schema);
  if (invalid) throw invalid;
  keepNouns(schema, nouns);
  for (const { noun } of offered) {
    const type = schema.getType(noun.typeName) as GraphQLObjectType;
    const group = getNamedType(type.getFields()[customGroup]!.type) as GraphQLObjectType;
    attachShape(group, { kind: 'group' });
    attachCustomGroup(type, group, noun);
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type) && !base.getType(type.name) && !shapeOf(type)) attachShape(type, { kind: 'plain' });
  }
  return schema;
}
