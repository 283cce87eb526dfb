import { Bool, DateTime, Id, Int, Json, Str } from '../graphql/shared-types';
import { declareEnum, declareInput, declareObject } from '../graphql/declare';
import { actions } from './matrix';
import { many, may, must, strings } from './field-specs';

export const RuleAction = declareEnum('RuleAction', actions, 'What a grant lets one do.');

export const Label = declareObject('Label', 'A name in both languages.', [must('en', Str), must('zh', Str)]);
export const LabelInput = declareInput('LabelInput', 'A name in both languages.', [must('en', Str), must('zh', Str)]);

export const CellScope = declareObject('CellScope', 'A field or class that a grant covers on fewer rows.', [
  must('field', Str, 'Name of a field, or of a class as @personal.'),
  must('scope', Str),
]);
export const GrantRule = declareObject('GrantRule', 'On the rows of a scope, an action on these fields.', [
  must('action', () => RuleAction),
  must('scope', Str, 'Name of the scope; all and none are always there.'),
  must('fields', strings, 'Names of fields or classes, as @personal.'),
  must(
    'cells',
    many(() => CellScope),
    'Fields that are covered only where a second scope holds too.',
  ),
  must('masked', strings, 'Fields that show their mask where they may not be read.'),
  must('aggregateOnly', strings, 'Fields open to sums over groups and to nothing else.'),
  may('k', Int, 'Smallest number of customers of such a group.'),
  must('grants', strings, 'Fields whose writing may decide who sees what.'),
]);
export const DenyRule = declareObject('DenyRule', 'Takes away, whatever other roles give.', [
  must('action', () => RuleAction),
  must('scope', Str),
  may('fields', strings, 'Null: the whole record.'),
]);
export const CellRight = declareObject('CellRight', 'Rows on which a field may be used.', [
  must('scope', Str, 'Scope of the record.'),
  may('cell', Str, 'Second scope that has to hold too; null for none.'),
  must('words', Str, "Both scopes in words, in the request's language."),
]);
export const DeniedRight = declareObject('DeniedRight', 'Rows on which something is taken away.', [
  must('action', () => RuleAction),
  must('scope', Str),
  must('words', Str),
]);
export const RoleFieldRules = declareObject(
  'RoleFieldRules',
  'One line of the matrix: what a role may do with a field.',
  [
    must('field', Str),
    must('label', Str),
    must('fieldClass', Str, 'public identifying narrative personal sensitive ownership internal.'),
    ...(['read', 'create', 'update', 'export'] as const).map((name) =>
      must(
        name,
        many(() => CellRight),
      ),
    ),
    must(
      'masked',
      many(() => CellRight),
      'Rows on which its mask stands where it may not be read.',
    ),
    may('aggregateOnly', Int, 'Smallest group of customers over which sums are told.'),
    must(
      'grants',
      many(() => CellRight),
      'Rows on which writing it may decide who sees what.',
    ),
    must(
      'denied',
      many(() => DeniedRight),
    ),
  ],
);
export const RoleActionRows = declareObject('RoleActionRows', 'Rows on which an action is allowed at all.', [
  must('action', () => RuleAction),
  must(
    'rows',
    many(() => CellRight),
  ),
]);
export const RoleTypeRules = declareObject('RoleTypeRules', 'What a role may do with one type of record.', [
  must('type', Str),
  must('label', Str),
  must('changed', Bool, 'Whether administrators replaced what the product comes with.'),
  must(
    'grants',
    many(() => GrantRule),
  ),
  must(
    'denies',
    many(() => DenyRule),
  ),
  must(
    'actions',
    many(() => RoleActionRows),
  ),
  must(
    'fields',
    many(() => RoleFieldRules),
    'The same by field: the matrix.',
  ),
]);
export const RoleRules = declareObject('RoleRules', 'A role and everything it grants.', [
  must('key', Str),
  must('name', Str, "In the request's language."),
  must('label', () => Label),
  must('builtIn', Bool, 'Comes with the product; may be changed, not removed.'),
  must('changed', Bool, 'Whether administrators changed anything of a built-in role.'),
  must('retired', Bool, 'Grants nothing any more and can’t be given.'),
  must('purposes', strings, 'The first is the default.'),
  must('rights', strings, 'Rights that are not about one type of record.'),
  must('holders', Int, 'Enabled users who hold it.'),
  must('clients', Int, 'API clients in use that hold it.'),
  must(
    'types',
    many(() => RoleTypeRules),
  ),
]);
export const ScopeDefinition = declareObject('ScopeDefinition', 'A named condition over records of a type.', [
  must('type', Str),
  must('name', Str),
  must('words', Str, "What it means, in the request's language."),
  must('builtIn', Bool),
  may('label', () => Label, 'Of scopes that administrators made.'),
  may('where', Json, 'Its condition, as it was written; null for built-in ones.'),
  must('usedBy', strings, 'Keys of roles whose grants name it.'),
]);

const CatalogueField = declareObject('CatalogueField', 'A field that rules can name.', [
  must('name', Str),
  must('label', Str),
  must('fieldClass', Str),
  must('kind', Str, 'text choice dictionary decimal date dateTime link many ...'),
  may('to', Str, 'Type that a relation leads to.'),
  may('values', strings, 'Of a closed list.'),
  may('dictionary', Str),
  must('inScope', Bool, 'Whether a scope may depend on it.'),
]);
const CatalogueType = declareObject('CatalogueType', 'A type of record that rules are about.', [
  must('type', Str),
  must('label', Str),
  must(
    'fields',
    many(() => CatalogueField),
  ),
  must(
    'scopes',
    many(() => ScopeDefinition),
  ),
]);
const CatalogueWord = declareObject('CatalogueWord', 'A word of the rules and what it is called.', [
  must('key', Str),
  must('name', Str),
]);
export const RuleCatalogue = declareObject('RuleCatalogue', 'Every word that rules can be made of.', [
  must(
    'types',
    many(() => CatalogueType),
  ),
  must(
    'actions',
    many(() => CatalogueWord),
  ),
  must(
    'purposes',
    many(() => CatalogueWord),
  ),
  must(
    'rights',
    many(() => CatalogueWord),
  ),
  must(
    'classes',
    many(() => CatalogueWord),
  ),
]);
export const RuleVersion = declareObject('RuleVersion', 'One change of the rules.', [
  must('version', Int),
  must('at', DateTime),
  may('byId', Id),
  may('byName', Str, 'Who made it; null where the reader may not see that person.'),
  may('note', Str),
  may('restored', Int, 'The version it went back to.'),
  must('summary', strings, "What was changed, in the request's language."),
]);
export const RuleVersions = declareObject('RuleVersions', 'Changes of the rules, newest first.', [
  must('current', Int, 'Version in force; 0 before the first change.'),
  must(
    'nodes',
    many(() => RuleVersion),
  ),
  must('hasMore', Bool),
]);

const RuleDifference = declareObject('RuleDifference', 'What a role may do with a field before and after.', [
  must('role', Str),
  must('type', Str),
  may('field', Str, 'Null: the record itself.'),
  must('action', () => RuleAction),
  must('before', Str, 'In words; empty: nowhere.'),
  must('after', Str),
]);
const FieldEffect = declareObject('FieldEffect', 'Records on which somebody gains or loses a field.', [
  must('field', Str),
  must('label', Str),
  must('gained', Int),
  must('lost', Int),
]);
const ViewEffect = declareObject('ViewEffect', 'What somebody’s view of one type gains and loses.', [
  must('type', Str),
  must('purpose', Str),
  must('rowsGained', Int),
  must('rowsLost', Int),
  must('gainedExamples', strings, 'Names of a few of them, as the asker may read them.'),
  must('lostExamples', strings),
  must(
    'fields',
    many(() => FieldEffect),
  ),
]);
const PrincipalEffect = declareObject('PrincipalEffect', 'What changes for one user or API client.', [
  must('id', Id),
  must('kind', Str, 'user or client.'),
  must('name', Str),
  must('rolesBefore', strings),
  must('rolesAfter', strings),
  must(
    'views',
    many(() => ViewEffect),
  ),
]);
export const RulePreview = declareObject(
  'RulePreview',
  'What changes for whom. Records are counted among those that the asker may see.',
  [
    must(
      'differences',
      many(() => RuleDifference),
      'By role, from rules alone.',
    ),
    must(
      'principals',
      many(() => PrincipalEffect),
      'Those for whom something changes.',
    ),
    must('concerned', Int, 'How many users and clients hold a role that changes.'),
    must('looked', Int, 'For how many of them records were counted.'),
  ],
);

const CellScopeInput = declareInput('CellScopeInput', 'A field or class that a grant covers on fewer rows.', [
  must('field', Str),
  must('scope', Str),
]);
const GrantInput = declareInput('GrantInput', 'On the rows of a scope, an action on these fields.', [
  must('action', () => RuleAction),
  must('scope', Str),
  may('fields', strings),
  may(
    'cells',
    many(() => CellScopeInput),
  ),
  may('masked', strings),
  may('aggregateOnly', strings),
  may('k', Int),
  may('grants', strings),
]);
const DenyInput = declareInput('DenyInput', 'Takes away, whatever other roles give.', [
  must('action', () => RuleAction),
  must('scope', Str),
  may('fields', strings),
]);
const CreateRoleInput = declareInput('CreateRoleInput', 'A new role, empty but for the names of staff, or a copy.', [
  must('key', Str, 'Small letters, digits and hyphens.'),
  must('label', () => LabelInput),
  must('purposes', strings, 'The first is the default.'),
  may('rights', strings),
  may('copyFrom', Str, 'Key of the role whose grants and rights it starts with.'),
]);
const ChangeRoleInput = declareInput('ChangeRoleInput', 'A new name, purposes or rights of a role.', [
  must('key', Str),
  may('label', () => LabelInput),
  may('purposes', strings),
  may('rights', strings),
]);
const RetireRoleInput = declareInput('RetireRoleInput', 'A role that grants nothing any more.', [must('key', Str)]);
const SetGrantsInput = declareInput('SetGrantsInput', 'Everything a role may do with one type, in place of what was.', [
  must('role', Str),
  must('type', Str),
  must(
    'grants',
    many(() => GrantInput),
  ),
  may(
    'denies',
    many(() => DenyInput),
  ),
]);
const ResetGrantsInput = declareInput('ResetGrantsInput', 'Back to what the product comes with for one type.', [
  must('role', Str),
  must('type', Str),
]);
const PutScopeInput = declareInput('PutScopeInput', 'A named condition: makes it, or replaces the one of this name.', [
  must('type', Str),
  must('name', Str, 'Small letters, digits and hyphens.'),
  must('label', () => LabelInput),
  must('where', Json, 'As `where` of the type, with {is: "me"}, {is: "myTeams"}, {monthsAgo: 12}.'),
]);
const RemoveScopeInput = declareInput('RemoveScopeInput', 'A scope that no role uses any more.', [
  must('type', Str),
  must('name', Str),
]);
export const RuleChangeInput = declareInput('RuleChangeInput', 'One change of the rules: exactly one of these.', [
  may('createRole', () => CreateRoleInput),
  may('updateRole', () => ChangeRoleInput),
  may('retireRole', () => RetireRoleInput),
  may('setGrants', () => SetGrantsInput),
  may('resetGrants', () => ResetGrantsInput),
  may('putScope', () => PutScopeInput),
  may('removeScope', () => RemoveScopeInput),
]);
const AssignmentInput = declareInput('AssignmentInput', 'Roles that a user would be given.', [
  must('userId', Id),
  must('roles', strings),
]);
export const PreviewRulesInput = declareInput('PreviewRulesInput', 'What would happen if this were saved.', [
  may(
    'changes',
    many(() => RuleChangeInput),
  ),
  may('to', Int, 'Going back to this version, in the place of changes.'),
  may(
    'assignments',
    many(() => AssignmentInput),
  ),
]);
export const SaveRulesInput = declareInput('SaveRulesInput', 'Changes that are saved together or not at all.', [
  must(
    'changes',
    many(() => RuleChangeInput),
  ),
  must('version', Int, 'Version of the rules that was looked at.'),
  may('note', Str, 'Why, for whoever reads the history.'),
]);
export const RestoreRulesInput = declareInput('RestoreRulesInput', 'Goes back to the rules of an earlier version.', [
  must('to', Int, 'The version to go back to; 0: the rules the product comes with.'),
  must('version', Int, 'Version of the rules that was looked at.'),
  may('note', Str),
]);
export const SavedRules = declareObject('SavedRules', 'The version that is now in force.', [must('version', Int)]);
