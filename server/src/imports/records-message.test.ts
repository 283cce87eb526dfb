import { soundOf } from '../search/sound';
import type { ImportItem } from './import-item';
import { packed, unpacked } from './records-message';

const item = (name: string): ImportItem => ({
  line: 2,
  externalId: null,
  values: { name },
  links: [],
  columns: new Map([['name', '名称']]),
  cells: [[name]],
});

describe('records on their way to the thread that writes', () => {
  it('bring how their names are read, which is what would be worked out there', () => {
    const { sounds } = packed([' 曾国藩', '重庆', 'Acme'].map(item), 'name');
    expect(sounds).toEqual(['曾国藩', soundOf('曾国藩'), '重庆', soundOf('重庆')]);
  });

  it('hand each reading over once: nothing of a record stays behind in the process', () => {
    const told = packed([item('王五')], 'name');
    unpacked({ ...told, sounds: ['王五', "'told =t "] });
    expect(soundOf('王五')).toBe("'told =t ");
    expect(soundOf('王五')).toBe("'wang'wu =ww ");
  });

  it('bring none where no field has one kept', () => {
    expect(packed([item('王五')]).sounds).toEqual([]);
  });
});
