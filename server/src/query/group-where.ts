import { answerPath, setPath } from './answer-path';
import { bucketDays, bucketMoments } from './date-bucket';
import type { Group } from './group';
import { isoMoment, storedKind } from './values';
import type { Where } from './where';

/**
 * The filter of the records of one group, as the API takes it: beside the filter of the aggregate it holds for exactly those
 * that the group counts. It says no more than the group's key does.
 * @param keys as answered
 * @param numbers of date buckets, at the places of their groups
 */
export function groupWhere(groups: readonly Group[], keys: readonly unknown[], numbers: readonly unknown[]): Where {
  const conditions = groups.map((group, i) => condition(group, keys[i] ?? null, numbers[i]));
  if (conditions.length === 0) return {}; // a total: every record
  return conditions.length === 1 ? conditions[0]! : { and: conditions };
}

function condition(group: Group, key: unknown, number: unknown): Where {
  const at = (of: Where): Where => {
    const where: Record<string, unknown> = {};
    setPath(where, answerPath(group.path), of);
    return where;
  };
  // A hop to nothing has a key of nothing too: the filter of a to-one link counts both alike.
  if (key === null) return at({ isNull: true });
  const { field, bucket } = group;
  if (bucket) {
    const spans = spansOf(group, Number(number));
    return spans.length === 1 ? at(spans[0]!) : { or: spans.map(at) };
  }
  if (field.kind === 'dictionary') return at({ key: { eq: (key as { key: string }).key } });
  return at({ eq: key });
}

function spansOf({ field, bucket, timeZone }: Group, number: number): Where[] {
  if (storedKind(field) === 'date') {
    const [first, next] = bucketDays(bucket!, number);
    return [{ gte: first, lt: next }];
  }
  return bucketMoments(bucket!, number, timeZone).map(({ from, until }) => ({
    ...(from !== null && { gte: isoMoment(from) }),
    ...(until !== null && { lt: isoMoment(until) }),
  }));
}
