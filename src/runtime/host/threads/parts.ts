/** Where a pass may be divided among threads: its segments in parts with about as many elements each. */
import { type PlacedPass, segmentBytes } from "../placed-pass.ts";
import { partOf } from "../segments.ts";

const wordsOfSegment = segmentBytes / 4;

/**
 * The first segment of each part, and the number of segments. Rows whose columns are reduced into the same place stay together.
 *
 * @param least - elements of a part, at least.
 */
export function partsOf({ pass, segmentList, segments }: PlacedPass, least: number): number[] {
  const word = (segment: number, index: number) => segmentList[segment * wordsOfSegment + index]!;
  const mayBegin = (segment: number) =>
    pass.kernel.columnReductions.length === 0 || word(segment, 5) !== word(segment - 1, 5);
  let elements = 0;
  for (let segment = 0; segment < segments; segment++) elements += word(segment, 1);
  const each = Math.max(least, partOf(elements));
  const starts = [0];
  let before = word(0, 1);
  for (let segment = 1; segment < segments; segment++) {
    if (before >= each * starts.length && elements - before >= least && mayBegin(segment))
      starts.push(segment);
    before += word(segment, 1);
  }
  return [...starts, segments];
}
