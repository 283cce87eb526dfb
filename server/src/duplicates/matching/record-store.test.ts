import { prepareRecord } from './comparing';
import { RecordStore } from './record-store';

const columns = [
  { name: 'name', kind: 'name' as const },
  { name: 'birthDate', kind: 'date' as const },
  { name: 'address', kind: 'address' as const },
];

test('gives records back as they were, in whatever order, long ones and empty ones too', () => {
  const store = new RecordStore(columns);
  const records = Array.from({ length: 9_000 }, (_, i) =>
    prepareRecord(columns, [
      i % 7 === 0 ? [] : [`客户 ${i} 有限公司`, 'Second Name'],
      i % 3 === 0 ? ['1990-01-02'] : [],
      i === 4_000 ? ['long street '.repeat(30_000)] : [`${i} Long Street`],
    ]),
  );
  try {
    expect(records.map((record) => store.add(record))).toEqual(records.map((_, i) => i));
    expect(store.size).toBe(records.length);
    for (const i of [8_999, 0, 4_000, 4_001, 3_999, 1]) expect(store.get(i)).toEqual(records[i]);
    expect(store.add(records[0]!)).toBe(9_000);
    expect(store.get(9_000)).toEqual(records[0]);
  } finally {
    store.close();
  }
});
