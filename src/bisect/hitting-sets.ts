import { type CandidateSet, isSubset, membersOf, single } from './candidate-set.js';

/**
 * From the minimal hitting sets of a family, those of the family with one more set in it (Berge's multiplication).
 * The family without sets has one: the empty set.
 */
export function hitAlso(hitting: readonly CandidateSet[], set: CandidateSet): CandidateSet[] {
  const already = hitting.filter((each) => (each & set) !== 0n);
  const members = membersOf(set).map(single);
  const grown = new Set<CandidateSet>();
  for (const each of hitting) {
    if ((each & set) !== 0n) continue;
    for (const member of members) {
      const larger = each | member;
      if (!already.some((other) => isSubset(other, larger))) grown.add(larger);
    }
  }
  return [...already, ...grown];
}
