import { groupByDay, mergeTimeline, type TimelineEvent } from './timeline';

const event = (key: string, at: string): TimelineEvent<string> => ({ key, kind: 'activity', at, source: key });

describe('timeline', () => {
  it('is one line, newest first, whatever the source or the time zone it was written in', () => {
    const merged = mergeTimeline(
      [event('a', '2026-01-01T10:00:00Z')],
      [event('b', '2026-01-01T12:00:00+08:00'), event('c', '2026-01-02T00:00:00Z')],
    );
    expect(merged.map(({ key }) => key)).toEqual(['c', 'a', 'b']);
  });

  it('keeps one order for equal times, however they come', () => {
    const a = event('a', '2026-01-01T10:00:00Z');
    const b = event('b', '2026-01-01T10:00:00Z');
    expect(mergeTimeline([a], [b])).toEqual(mergeTimeline([b, a]));
  });

  it('leaves out what has no time', () => {
    expect(mergeTimeline([event('a', '')])).toEqual([]);
  });

  it('is parted into days of the reader’s clock', () => {
    const local = (day: number, hour: number) => new Date(2026, 0, day, hour).toISOString();
    const days = groupByDay(
      mergeTimeline([event('a', local(1, 0)), event('b', local(1, 23)), event('c', local(2, 1))]),
    );
    expect(days.map(({ day, events }) => [day, events.map(({ key }) => key)])).toEqual([
      ['2026-01-02', ['c']],
      ['2026-01-01', ['b', 'a']],
    ]);
  });
});
