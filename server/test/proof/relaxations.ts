/** What the promise lets through on purpose, and how the pairs of the proof keep out of its way. Numbers are the design's. */
export interface Relaxation {
  number: number;
  name: string;
  /** What somebody learns by it, at most. */
  tells: string;
  /** What twins keep alike, or requests leave out, so that it is never taken for a leak. */
  kept: string;
}

export const relaxations: readonly Relaxation[] = [
  {
    number: 1,
    name: 'taken codes',
    tells: 'that some record has this business code or external id',
    kept: 'codes and external ids of twins stay with their row; requests write codes that no company has',
  },
  {
    number: 2,
    name: 'possible duplicates',
    tells: 'that a possible duplicate exists, where an administrator has switched that on',
    kept: 'nothing: no operation gives such a warning',
  },
  {
    number: 3,
    name: 'traces of change',
    tells: 'that something of a visible record changed, and when',
    kept: 'updatedAt and version of visible rows are part of the view',
  },
  {
    number: 4,
    name: 'time and cost',
    tells: 'how long an answer took',
    kept: 'answers are compared, not their durations; costs come from the document alone',
  },
  {
    number: 5,
    name: 'own scopes',
    tells: 'whether a scope or consent of their own rules holds for a record they see',
    kept: "the truth of every scope of the principal's roles is part of the view, links that a deletion would show included",
  },
  {
    number: 6,
    name: 'totals of many',
    tells: 'sums and averages over k or more customers',
    kept: 'fields told in totals are part of the view where the principal sees enough customers',
  },
  {
    number: 7,
    name: 'masks that keep characters',
    tells: 'the characters that a policy declares',
    kept: 'nothing: every mask is a function of the type of the field',
  },
  {
    number: 8,
    name: 'offline copies',
    tells: 'what a device kept until its key ends',
    kept: 'nothing: answers may not be stored, and the app stores none',
  },
];
