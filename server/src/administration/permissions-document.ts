import type { Policy, Role } from '../access/policy';
import type { Noun, NounRegistry } from '../model/registry';
import { actions, fieldRights, rowScopes, type CellRight } from './matrix';

/**
 * `docs/permissions.md`: what each built-in role may do with each field, so that a review of a change of the policies sees
 * who gains or loses what. Scopes stand by their names; the same for the same rules, whatever the order of the code.
 */
export function permissionsDocument(nouns: NounRegistry, roles: readonly Role[], policies: readonly Policy[]): string {
  const parts = [
    '# Permissions',
    '',
    'What the built-in roles may see and change, made from the policies by `pnpm --filter server permissions`; a test compares',
    'it. Administrators’ own rules lie over these (`roles` of the API shows them the same way). `a & b` are rows of scope a on',
    'which scope b holds too; `(mask)` shows a mask; `totals` are sums over groups of that many customers; `+grant` may decide',
    'who sees what by writing it; a field or role that is not listed has nothing.',
    '',
    '## Roles',
    '',
    table(
      ['role', 'name', 'purposes (first is the default)', 'rights'],
      roles.map(({ key, label, purposes, rights }) => [key, label.en, purposes.join(', '), rights.join(', ')]),
    ),
  ];
  for (const noun of nouns.all()) {
    const policy = policies.find((one) => one.noun === noun.name)!;
    parts.push('', `## ${noun.typeName}`, '', ...nounPart(noun, policy, roles));
  }
  return `${parts.join('\n')}\n`;
}

function nounPart(noun: Noun, policy: Policy, roles: readonly Role[]): string[] {
  const having = roles.filter(({ key }) => (policy.roles[key] ?? []).length > 0);
  const scopes = Object.keys(policy.scopes);
  const parts = [
    noun.parent ? `Visible only with its ${noun.parent}.` : 'Visible by its own rule.',
    ...(scopes.length > 0 ? [`Scopes: ${scopes.join(', ')}.`] : []),
    '',
    table(
      ['role', ...actions],
      having.map(({ key }) => [key, ...actions.map((action) => rowScopes(policy.roles[key] ?? [], action).join(', '))]),
    ),
    '',
    table(
      ['field', 'class', 'role', 'read', 'create', 'update', 'export'],
      Object.keys(policy.fields).flatMap((field) => fieldLines(policy, field, having)),
    ),
  ];
  const derived = [...noun.fields.values()].filter(({ derivation }) => derivation);
  if (derived.length > 0) {
    const from = derived.map(({ name, derivation }) => {
      const inputs = derivation!.from === 'own' ? derivation!.inputs : [derivation!.many, ...derivation!.inputs];
      return `${name} (from ${inputs.join(', ')})`;
    });
    parts.push('', `Worked out over the reader’s view, none declassified: ${from.join('; ')}.`);
  }
  const repeated = [...noun.fields.values()].filter(({ repeats }) => repeats);
  if (repeated.length > 0) {
    const from = repeated.map(({ name, repeats }) => `${name} (${noun.parent}.${repeats})`);
    parts.push('', `Only where what they repeat is readable too: ${from.join('; ')}.`);
  }
  const consents = Object.entries(policy.fields).filter(([, rule]) => rule.consent?.length);
  if (consents.length > 0) {
    const fields = consents.map(([name, rule]) => `${name} (${rule.consent!.join(', ')})`);
    parts.push('', `Only with the customer’s consent for the purpose: ${fields.join('; ')}.`);
  }
  const dimensions = Object.keys(policy.fields).filter((field) => policy.fields[field]!.dimension);
  if (dimensions.length > 0) parts.push('', `Dimensions, usable beside totals: ${dimensions.join(', ')}.`);
  const denies = Object.entries(policy.denies ?? {}).flatMap(([role, all]) =>
    (all ?? []).map(
      (deny) => `${role}: ${deny.action} on ${deny.scope}${deny.fields ? ` of ${deny.fields.join(', ')}` : ''}`,
    ),
  );
  if (denies.length > 0) parts.push('', `Denied: ${denies.join('; ')}.`);
  return parts;
}

/** Roles with the same rights on a field share a line. */
function fieldLines(policy: Policy, field: string, roles: readonly Role[]): string[][] {
  const lines = new Map<string, string[]>();
  for (const { key } of roles) {
    const rights = fieldRights(policy, policy.roles[key] ?? [], policy.denies?.[key] ?? [], field);
    const read = [
      ...rights.read.map(words),
      ...rights.masked.map((scope) => `${scope} (mask)`),
      ...(rights.aggregateOnly === null ? [] : [`totals ${rights.aggregateOnly}`]),
    ];
    const grant = rights.grants.length > 0 ? ' +grant' : '';
    const cells = [
      read.join(', '),
      rights.create.map(words).join(', '),
      rights.update.map(words).join(', '),
      rights.export.map(words).join(', '),
    ];
    if (cells.every((cell) => cell === '')) continue;
    if (cells[1] !== '') cells[1] += grant;
    if (cells[2] !== '') cells[2] += grant;
    const text = JSON.stringify(cells);
    lines.set(text, [...(lines.get(text) ?? []), key]);
  }
  return [...lines].map(([cells, keys]) => [
    field,
    policy.fields[field]!.class,
    keys.join(', '),
    ...(JSON.parse(cells) as string[]),
  ]);
}

const words = ({ scope, cell }: CellRight): string =>
  cell === null || cell === scope ? scope : scope === 'all' ? cell : `${scope} & ${cell}`;

/** A table as the formatter of the repository lays it out. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, i) => Math.max(3, name.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}
