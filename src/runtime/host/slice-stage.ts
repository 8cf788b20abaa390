/** Work with slices before and after the passes of a stage, bound to where it lies. */
import type { Stage } from "../../plan/stages.ts";
import type { Ranks } from "../device.ts";
import { memoryOf } from "./bound-pass.ts";
import { columnsOf } from "./columns.ts";
import { globalSumOf, partialSumsOf, partialsOf } from "./partial-sums.ts";
import type { PlacedPass } from "./placed-pass.ts";
import type { HostMemory } from "./row-work.ts";
import { segmentInputsOf } from "./segment-inputs.ts";
import { arrayOperations } from "./slice-work.ts";
import type { SliceStage } from "./stage.ts";

/** The work of a stage; undefined where there is none. */
export function sliceStageOf(
  { host: work, globals }: Stage,
  placed: readonly PlacedPass[],
  host: HostMemory,
  ranks: Ranks | undefined,
): SliceStage | undefined {
  const { values } = host;
  const operations = arrayOperations(work.slices, values);
  const { buffer, base } = host.allocation;
  const inputs = placed.flatMap((pass) => segmentInputsOf(pass, values, memoryOf(pass.pass, host), base));
  const reducing = placed.flatMap((pass) => {
    const partials = partialsOf(pass, buffer, base, ranks);
    return partials ? [{ pass, partials }] : [];
  });
  const exchanges = reducing.flatMap(({ partials }) => partials.exchange ?? []);
  const sums = [
    ...reducing.flatMap(({ pass, partials }) => partialSumsOf(pass, partials, values)),
    ...globals.map((one) => globalSumOf(one, values)),
  ];
  const columns = placed
    .filter(({ pass: { kernel } }) => kernel.columns + kernel.columnReductions.length > 0)
    .map((pass) =>
      columnsOf(pass, (node) => values.of(node, pass.pass.group), memoryOf(pass.pass, host), base, ranks),
    );
  const isNeeded = operations.length + inputs.length + sums.length + columns.length > 0;
  return isNeeded ? { operations, inputs, exchanges, sums, columns } : undefined;
}
