import { declareInput, declareObject } from '../graphql/declare';
import { Bool, DateTime, Id, Int, PageInfo, Str, listOf } from '../graphql/shared-types';
import { many, may, must, strings } from './field-specs';

export const Named = declareObject('NamedRef', 'A record by its id and name.', [must('id', Id), may('name', Str)]);

export const Account = declareObject('Account', 'A user as those who keep accounts see it.', [
  must('id', Id),
  may('name', Str),
  may('email', Str),
  may('title', Str),
  may('locale', Str),
  may('team', () => Named, 'Home team.'),
  must(
    'furtherTeams',
    many(() => Named),
  ),
  must('roles', strings, 'Keys in order: the first one’s default purpose counts.'),
  must('disabled', Bool),
  must('signIn', Str, 'none: no password; once: a one-time password waits; own: set by the user.'),
  must('sessions', Int, 'Sessions that are open.'),
  may('lastSignInAt', DateTime),
  may('lastUsedAt', DateTime, 'Last use of an open session.'),
  must('manageable', Bool, 'Whether the asker may change it: its roles don’t exceed what they may give.'),
]);
export const AccountEdge = declareObject('AccountEdge', 'An account and its place in the list.', [
  must('cursor', Str),
  must('node', () => Account),
]);
export const AccountConnection = declareObject('AccountConnection', 'A page of accounts by name.', [
  must(
    'nodes',
    many(() => Account),
  ),
  must(
    'edges',
    many(() => AccountEdge),
  ),
  must('pageInfo', () => PageInfo),
]);
export const NewAccountInput = declareInput('NewAccountInput', 'A user who is to sign in.', [
  must('email', Str),
  must('name', Str),
  may('title', Str),
  may('locale', Str, 'en or zh-CN.'),
  may('teamId', Id, 'Home team.'),
  may('furtherTeamIds', listOf(Id)),
  must('roles', strings),
]);
export const AccountChangeInput = declareInput('AccountChangeInput', 'What changes of an account; absent stays.', [
  must('id', Id),
  may('name', Str),
  may('title', Str),
  may('locale', Str),
  may('teamId', Id, 'Null: no home team.'),
  may('furtherTeamIds', listOf(Id)),
  may('roles', strings),
  may('disabled', Bool, 'True ends every session and key of the user.'),
]);
export const AccountPayload = declareObject('AccountPayload', 'The account as it is now.', [
  must('account', () => Account),
]);
export const OneTimePasswordPayload = declareObject(
  'OneTimePasswordPayload',
  'An account and a password for one sign-in, shown this once.',
  [must('account', () => Account), must('oneTimePassword', Str), must('validUntil', DateTime)],
);
export const EndSessionsPayload = declareObject('EndSessionsPayload', 'How many sessions were ended.', [
  must('ended', Int),
]);
export const ChangePasswordInput = declareInput('ChangePasswordInput', 'A new password of one’s own.', [
  may('current', Str, 'Needed unless the session began with a one-time password.'),
  must('password', Str),
]);

const TypeLimit = declareObject('TypeLimit', 'What a key may do with one type of record.', [
  must('type', Str),
  must('actions', strings),
  may('fields', strings, 'Null: all that its roles cover.'),
  may('scope', Str, 'Rows; null: all that its roles cover.'),
]);
const ClientLimits = declareObject('ApiClientLimits', 'What a key is held to, within its roles.', [
  may('purposes', strings, 'Null: all of its roles.'),
  may(
    'types',
    many(() => TypeLimit),
    'Null: all of its roles; types not listed are closed.',
  ),
]);
export const ApiClient = declareObject('ApiClient', 'A partner’s program and its key.', [
  must('id', Id),
  must('name', Str),
  must('prefix', Str, 'First characters of the key, to tell keys apart.'),
  must('roles', strings),
  may('limits', () => ClientLimits),
  may('source', Str, 'Source of the external ids it writes.'),
  may('createdBy', () => Named),
  must('createdAt', DateTime),
  may('expiresAt', DateTime),
  may('revokedAt', DateTime),
  may('lastUsedAt', DateTime),
]);
const TypeLimitInput = declareInput('TypeLimitInput', 'What a key may do with one type of record.', [
  must('type', Str),
  must('actions', strings),
  may('fields', strings),
  may('scope', Str),
]);
const ClientLimitsInput = declareInput('ApiClientLimitsInput', 'What a key is held to, within its roles.', [
  may('purposes', strings),
  may(
    'types',
    many(() => TypeLimitInput),
  ),
]);
export const NewApiClientInput = declareInput('NewApiClientInput', 'A key for a program.', [
  must('name', Str),
  must('roles', strings),
  may('limits', () => ClientLimitsInput),
  may('source', Str),
  may('expiresAt', DateTime),
]);
export const NewApiClientPayload = declareObject('NewApiClientPayload', 'A client and its key, shown this once.', [
  must('client', () => ApiClient),
  must('key', Str),
]);
export const ApiClientPayload = declareObject('ApiClientPayload', 'The client as it is now.', [
  must('client', () => ApiClient),
]);

export const TeamNode = declareObject('TeamNode', 'A team and its place in the tree.', [
  must('id', Id),
  may('name', Str),
  may('parentId', Id),
  must('depth', Int, '0 at the top.'),
  must('members', Int, 'Enabled users whose team it is.'),
  must('retired', Bool),
]);
export const NewTeamInput = declareInput('NewTeamInput', 'A team and the one above it.', [
  must('name', Str),
  may('parentId', Id),
]);
export const TeamChangeInput = declareInput('TeamChangeInput', 'What changes of a team; absent stays.', [
  must('id', Id),
  may('name', Str),
  may('parentId', Id, 'Null: the top.'),
  may('retired', Bool),
]);
export const TeamPayload = declareObject('TeamPayload', 'The team as it is now.', [must('team', () => TeamNode)]);

export const ReviewItem = declareObject('AccessReviewItem', 'One role of one user or API client.', [
  must('subjectId', Id),
  must('kind', Str, 'user or client.'),
  may('name', Str),
  must('role', Str),
  must('roleName', Str),
  must('sees', strings, 'What the role shows, in words.'),
  may('lastSignInAt', DateTime),
  may('lastUsedAt', DateTime),
  may('decision', Str, 'keep or revoke; null: never reviewed.'),
  may('decidedAt', DateTime),
  may('decidedBy', Str),
  may('note', Str),
  must('due', Bool, 'Not reviewed within the last 90 days.'),
]);
export const ReviewInput = declareInput('AccessDecisionInput', 'What is decided about one role of one holder.', [
  must('subjectId', Id),
  must('role', Str),
  must('keep', Bool, 'False takes the role away at once.'),
  may('note', Str),
]);
export const ReviewPayload = declareObject('AccessDecisionPayload', 'What was decided.', [
  must('subjectId', Id),
  must('role', Str),
  must('decision', Str),
]);

export const DictionaryItem = declareObject('DictionaryItem', 'An entry of a code table as administrators see it.', [
  must('dictionary', Str),
  must('key', Str),
  must('en', Str),
  must('zh', Str),
  must('position', Int),
  must('active', Bool),
]);
export const DictionaryItemInput = declareInput(
  'DictionaryItemInput',
  'Makes an entry, or changes the one of this key.',
  [
    must('dictionary', Str),
    must('key', Str),
    must('en', Str),
    must('zh', Str),
    may('position', Int),
    may('active', Bool, 'False: no longer offered; records keep it.'),
  ],
);
