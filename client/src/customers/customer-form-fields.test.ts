import type { CustomerProfileFragment } from '../generated/graphql';
import { isWritable, toFormValues } from './customer-form-fields';

const customer: CustomerProfileFragment = {
  id: 'c1',
  version: 3,
  kind: 'COMPANY',
  code: 'C-1',
  name: '北京晨光',
  status: 'ACTIVE',
  tier: { key: 'gold', name: '金牌' },
  region: null,
  industry: null,
  primaryPhone: '•••',
  primaryEmail: null,
  creditLimit: null,
  lifetimeValue: '10',
  currency: 'CNY',
  lastActivityAt: null,
  createdAt: null,
  updatedAt: null,
  owner: { id: 'u1', name: 'Lin' },
  team: null,
  tags: null,
  gender: null,
  birthDate: null,
  age: null,
  phones: [{ number: '•••', kind: null, primary: true }],
  emails: null,
  addresses: null,
  nationalId: null,
  bankAccount: null,
  source: null,
  creditRating: null,
  note: 'n',
  dataSet: null,
  deletedAt: null,
  customValues: {},
  access: {
    hidden: ['nationalId', 'bankAccount'],
    masked: ['phones', 'primaryPhone'],
    readOnly: ['creditLimit', 'owner'],
    canUpdate: true,
    canDelete: false,
  },
};

describe('a customer as form values', () => {
  it('never turns a mask into a value that could be sent back', () => {
    expect(JSON.stringify(toFormValues(customer))).not.toContain('•');
    expect(toFormValues(customer).phones).toBeNull();
  });

  it('speaks in keys and ids', () => {
    expect(toFormValues(customer)).toMatchObject({ tier: 'gold', ownerId: 'u1', teamId: null, tags: [], note: 'n' });
  });

  it('lets a field be written that may not be read, and none where the record is closed', () => {
    expect(isWritable(customer.access, 'nationalId')).toBe(true);
    expect(isWritable(customer.access, 'owner')).toBe(false);
    expect(isWritable({ ...customer.access, canUpdate: false }, 'name')).toBe(false);
  });
});
