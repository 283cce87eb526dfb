import {
  cellsOf,
  isMasked,
  noRules,
  rowsOf,
  sameRules,
  withCell,
  withMask,
  withRows,
  withoutGrant,
  type CatalogueField,
  type Target,
} from './rule-model';

const field = (name: string, fieldClass: string): CatalogueField => ({
  name,
  label: name,
  fieldClass,
  kind: 'text',
  to: null,
  values: null,
  dictionary: null,
  inScope: true,
});
const fields = [field('kind', 'public'), field('phones', 'personal'), field('emails', 'personal')];
const phones: Target = { name: 'phones', fieldClass: 'personal', wholeClass: false };
const emails: Target = { name: 'emails', fieldClass: 'personal', wholeClass: false };
const personal: Target = { name: '', fieldClass: 'personal', wholeClass: true };
const open = withRows(noRules, 'read', 'all');
const stateOf = (rules: typeof open, target: Target): string | undefined => cellsOf(rules, target, 'read')[0]?.state;

describe('the matrix of a role', () => {
  it('opens new rows with business facts and names alone', () => {
    expect(rowsOf(open, 'read')).toEqual([{ grant: 0, scope: 'all' }]);
    expect(stateOf(open, { name: 'kind', fieldClass: 'public', wholeClass: false })).toBe('all');
    expect(stateOf(open, phones)).toBe('none');
    expect(withoutGrant(open, 0).grants).toEqual([]);
  });

  it('narrows a class to a scope, and one field of it further', () => {
    const narrowed = withCell(open, 0, personal, 'warranty', fields);
    expect(narrowed.grants[0]).toMatchObject({
      fields: ['@public', '@identifying', '@personal'],
      cells: [{ field: '@personal', scope: 'warranty' }],
    });
    expect(stateOf(narrowed, phones)).toBe('warranty');
    const without = withCell(narrowed, 0, phones, 'none', fields);
    expect([stateOf(without, phones), stateOf(without, emails)]).toEqual(['none', 'warranty']);
    const everywhere = withCell(without, 0, phones, 'all', fields);
    expect([stateOf(everywhere, phones), stateOf(everywhere, emails)]).toEqual(['all', 'warranty']);
    expect(sameRules(withCell(everywhere, 0, personal, 'warranty', fields), narrowed)).toBe(true);
  });

  it('opens one field of a closed class, and closes it again', () => {
    const one = withCell(open, 0, phones, 'own', fields);
    expect([stateOf(one, phones), stateOf(one, emails), stateOf(one, personal)]).toEqual(['own', 'none', 'none']);
    expect(sameRules(withCell(one, 0, phones, 'none', fields), open)).toBe(true);
  });

  it('shows internal fields by their own name alone', () => {
    const secret: Target = { name: 'blindIndex', fieldClass: 'internal', wholeClass: false };
    const rules = { ...open, grants: open.grants.map((grant) => ({ ...grant, fields: ['@internal'] })) };
    expect(stateOf(rules, secret)).toBe('none');
  });

  it('masks a class but for one field', () => {
    const masked = withMask(open, personal, true, fields);
    expect([isMasked(masked, phones), isMasked(masked, emails)]).toEqual([true, true]);
    const one = withMask(masked, phones, false, fields);
    expect([isMasked(one, phones), isMasked(one, emails)]).toEqual([false, true]);
    expect(sameRules(withMask(one, personal, false, fields), open)).toBe(true);
  });
});
