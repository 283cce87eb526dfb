import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { agreementOf, type Agreement } from './agreement';
import { tableDuplicates } from './table-duplicates';

/** Records whose duplicates are known; see LICENSES.md beside them. */
const folder = join(__dirname, '../../../test-data/duplicates');

function found(file: string, truth: string, known: RegExp = /(.*)/, ignored: readonly string[] = []): Agreement {
  const [headers, ...rows] = parse(readFileSync(join(folder, file)), { relax_quotes: true, trim: true }) as string[][];
  const { clusters } = tableDuplicates(headers!, rows, new Set([truth, ...ignored]));
  const at = headers!.indexOf(truth);
  return agreementOf(
    clusters,
    rows.map((row) => known.exec(row[at]!)![1]!),
  );
}

describe('duplicates that are known, found with one configuration and nothing set by hand', () => {
  it('finds people with typing errors, swapped names and missing fields (FEBRL 1)', () => {
    const { precision, f1 } = found('febrl1.csv', 'rec_id', /^rec-(\d+)/);
    expect(f1).toBeGreaterThanOrEqual(0.99);
    expect(precision).toBeGreaterThanOrEqual(0.98);
  });

  it('does without the number that alone would tell most of them', () => {
    expect(found('febrl1.csv', 'rec_id', /^rec-(\d+)/, ['soc_sec_id']).f1).toBeGreaterThanOrEqual(0.95);
  });

  it.each(['fake-1000.csv', 'fake-1000-clusters.csv'])('groups people with up to ten records each (%s)', (file) => {
    expect(found(file, 'cluster', /(.*)/, ['unique_id']).f1).toBeGreaterThanOrEqual(0.94);
  });

  it('tells restaurants apart by names and addresses', () => {
    expect(found('restaurant.csv', 'unique_id').f1).toBeGreaterThanOrEqual(0.9);
  });
});
