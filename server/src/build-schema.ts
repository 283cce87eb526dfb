import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { declareAccounts } from './accounts/account.resolver';
import { declareAdministration } from './administration/accounts.resolver';
import { declareRules } from './administration/rules.resolver';
import { type NounRegistry } from './model/registry';
import { readByPks } from './query/finish';
import { readRecord } from './query/record';
import { declareAudit } from './audit/audit.resolver';
import { declareCustomFields } from './custom-fields/custom-fields.resolver';
import { declareShares } from './shares/share.resolver';
import { declareChanges } from './changes/change.resolver';
import { declareDesk } from './duplicates/desk.resolver';
import { declareMerges } from './duplicates/merge.resolver';
import { attachResolvers } from './graphql/attach';
import type { KehuContext } from './graphql/kehu-context';
import { declareExports } from './exports/export.resolver';
import { declareSavedItems } from './questions/saved.resolver';
import { declareReports } from './questions/report.resolver';
import { declareQuestions } from './questions/question.resolver';
import { declareImports } from './imports/import.resolver';
import { declareJobs } from './jobs/job.resolver';
import { declareKehuOperations } from './graphql/kehu.resolver';
import { NounTypes } from './graphql/noun-types';
import { refuseInPreview } from './graphql/refuse-in-preview';
import { JsonScalar } from './graphql/scalars';
import { nounsOf } from './graphql/schema-nouns';
import { selectionOf } from './graphql/selection-of';

let built: { nouns: NounRegistry; schema: GraphQLSchema } | null = null;

/**
 * The schema: generated types and operations of every noun beside the hand-written ones. TypeGraphQL's metadata is global, so
 * it is built once a process; services reach resolvers through the request's context only.
 */
export function buildSchema(nouns: NounRegistry): GraphQLSchema {
  if (built?.nouns === nouns) return built.schema;
  if (built) throw new Error('the schema of other nouns was built in this process already');
  const types = new NounTypes(nouns);
  const userType = (): Function => types.objectRef('user')() as Function;
  const accounts = declareAccounts<KehuContext>({
    userType,
    teamType: () => types.objectRef('team')() as Function,
    jsonType: JsonScalar,
    services: (context) => context.services.signIn,
    limitsOf: (context) => context.services.limits,
    rightsOf: (context) => [...context.ruleSet().rights],
    userRecord: (context, id, info) => {
      const nouns = nounsOf(info.schema);
      const user = nouns.get('user');
      return readRecord(context.reading(), user, id, selectionOf(info, nouns, user, info.fieldNodes));
    },
    teamRecords: (context, pks, info) => {
      const nouns = nounsOf(info.schema);
      const team = nouns.get('team');
      return readByPks(context.reading(), team, pks, selectionOf(info, nouns, team, info.fieldNodes));
    },
    become: (context, principal) => {
      const { document, services } = context;
      context.untrusted = document !== undefined && !services.mayRun(principal, document);
    },
  });
  const changes = declareChanges({
    customer: types.objectRef('customer'),
    customerWhere: types.whereRef('customer'),
  });
  const recordTypes = { customer: () => types.objectRef('customer')() as Function, user: userType };
  const { resolvers, orphans } = types.declare();
  const schema = buildSchemaSync({
    resolvers: [
      ...resolvers,
      ...accounts,
      ...declareKehuOperations(),
      ...declareShares(),
      ...declareAudit(nouns, userType),
      ...changes,
      ...declareAdministration(),
      ...declareRules(),
      ...declareCustomFields(),
      ...declareJobs(),
      ...declareExports(),
      ...declareQuestions(),
      ...declareSavedItems(),
      ...declareReports(),
      ...declareImports(),
      ...declareMerges(recordTypes),
      ...declareDesk(recordTypes),
    ] as unknown as [Function],
    orphanedTypes: orphans,
    pubSub: noPubSub,
    validate: false,
  });
  attachResolvers(schema, nouns);
  refuseInPreview(schema);
  built = { nouns, schema };
  return schema;
}

/** TypeGraphQL asks for one as soon as there is a subscription; ours are fed by the change hub. */
const noPubSub = {
  publish: () => undefined,
  subscribe: (): never => {
    throw new Error('subscriptions are fed by the change hub');
  },
};
