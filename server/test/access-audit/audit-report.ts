import { nouns } from '../../src/access/oracle/testing/test-world';
import { systemFieldNames } from '../../src/access/rule-book';
import type { Audit, Difference, NounSight, RoleSight } from './audit-access';

/**
 * The audit for a security officer, in Markdown: what each role sees, what was tried, what differed. It names roles, kinds of
 * records and fields, and holds no value of any record.
 */
export function auditReport(audit: Audit, about: { database: string; at: Date }): string {
  const { tally, differences, sights, seconds } = audit;
  return [
    '# Access audit',
    '',
    `Of ${about.database}, ${about.at.toISOString()}, version ${audit.rulesVersion} of the administrators’ rules, seed ${audit.seed}.`,
    '',
    '## Result',
    '',
    differences.length === 0
      ? '**Nothing differed.** No answer told of anything outside the view of who asked, and none departed from the rules.'
      : `**${differences.length} difference${differences.length === 1 ? '' : 's'} found**, listed below. Each is a defect: write to those who keep Kehu with this file.`,
    '',
    `${tally.operations} requests over ${tally.pairs} samples of the company’s own records in ${Math.round(seconds)} s. Each was asked of two`,
    'copies of a sample: one as it is, and one in which whatever the person may not see was changed, removed or added to. The',
    'answers were compared byte for byte, and afterwards what the person sees of both.',
    `${tally.checked} answers were also compared with the rules read in plain words. In ${tally.differing} samples there was something to hide;`,
    `somebody who sees everything noticed it in ${tally.noticed} of the ${tally.peeked} in which that was asked.`,
    '',
    '## What differed',
    '',
    ...(differences.length === 0 ? ['Nothing.'] : differences.flatMap(differenceLines)),
    '',
    '## What was tried',
    '',
    table(
      ['request', 'brought data', 'found nothing', 'refused'],
      Object.entries(tally.kinds)
        .sort()
        .map(([kind, { data, empty, refused }]) => [
          kind,
          String(data),
          String(empty),
          Object.entries(refused)
            .map(([code, count]) => `${code} ${count}`)
            .join(', '),
        ]),
    ),
    '',
    '## What each role sees',
    '',
    'Of the sampled records, under the rules as they are now. `all` or `none` of the cells of visible records, else the share',
    'that is readable; `mask` where a mask is shown instead; ids, versions and moments of change go with every visible record. Fields that no rule of the role ever shows are listed apart.',
    ...[...sights].sort((a, b) => headOf(a).localeCompare(headOf(b))).flatMap(sightLines),
    '',
    '## What this does not cover',
    '',
    '- Fields that administrators added are not part of the copies.',
    ...audit.leftOut.map((scope) => `- The scope ${scope} asks for such a field: grants on it gave nothing here.`),
    '- Limits of API keys beside their roles, which only take away.',
    '- Files, and whatever people with access to the machine or its backups can read.',
    '- The numbered exceptions of the design (docs/leaks.md), which tell what they say they tell.',
    '',
  ].join('\n');
}

const words: Record<Difference['what'], string> = {
  told: 'Two answers that should be the same were not',
  moved: 'After these requests the person saw different things of both copies',
  wrong: 'An answer departed from the rules',
  unexpected: 'The server met something it did not expect',
};

const differenceLines = ({ roles, purpose, what, request, seed }: Difference): string[] => [
  `- **${words[what]}**: roles ${roles.join(', ')} for ${purpose}, seed ${seed}${request ? `, a request of kind ${request.kind}:` : '.'}`,
  ...(request ? ['', ...request.document.split('\n').map((line) => `      ${line}`), ''] : []),
];

const headOf = ({ kind, roles, purpose }: RoleSight): string =>
  `${kind === 'client' ? 'API client' : 'People'}: ${roles.join(', ')} (for ${purpose})`;

function sightLines(sight: RoleSight): string[] {
  const seen = Object.entries(sight.nouns).filter(([, { rows }]) => rows.seen > 0);
  return [
    '',
    `### ${headOf(sight)}`,
    '',
    seen.length === 0
      ? 'Sees no record of the samples.'
      : table(
          ['records', 'seen', 'fields', 'never shown'],
          seen.map(([noun, of]) => [
            nouns.get(noun).typeName,
            `${of.rows.seen} of ${of.rows.all}`,
            fieldWords(of),
            Object.entries(of.fields)
              .filter(([, { never, masked }]) => never && masked === 0)
              .map(([name]) => name)
              .join(', '),
          ]),
        ),
  ];
}

/** Fields by how much of them is readable: those with the same share stand together. */
function fieldWords({ fields }: NounSight): string {
  const groups = new Map<string, string[]>();
  for (const [name, { cells, readable, masked, never }] of Object.entries(fields)) {
    if (systemFieldNames.has(name) || cells === 0 || (never && masked === 0)) continue;
    const share = readable === cells ? 'all' : readable === 0 ? 'none' : `${Math.round((readable / cells) * 100)} %`;
    const shown = masked > 0 ? `${share}, else mask` : share;
    groups.set(shown, [...(groups.get(shown) ?? []), name]);
  }
  return [...groups].map(([share, names]) => `**${share}**: ${names.join(', ')}`).join('; ');
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
