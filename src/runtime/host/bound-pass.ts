/** A pass on the host's memory: the kernel with the addresses of what it reads. */
import { bytesOf, type Elements, viewOf } from "../../language/dtype.ts";
import { isSliced } from "../../plan/kernel.ts";
import type { Pass } from "../../plan/passes.ts";
import type { SliceScope } from "../../plan/scope.ts";
import { strideOf, unit } from "./alignment.ts";
import type { Run } from "./backend.ts";
import { tensorsOfSegments } from "./partial-sums.ts";
import { blockLayout, type PlacedPass } from "./placed-pass.ts";
import type { HostMemory } from "./row-work.ts";
import type { BoundPass } from "./stage.ts";

/** The buffer up to the regions, as elements of the pass's dtype. */
export function memoryOf({ kernel: { dtype } }: Pass, { allocation, front }: HostMemory): Elements {
  const { buffer, base } = allocation;
  return viewOf(dtype, buffer, 0, Math.floor((base + front) / bytesOf[dtype]));
}

/** The pass. */
export function boundPass(placed: PlacedPass, run: Run, host: HostMemory): BoundPass {
  const { pass, block, segments, segmentsAt, slices } = placed;
  const { kernel, inputs, group } = pass;
  const { buffer, base, threads } = host.allocation;
  const { tensors } = host.plan.groups[group]!;
  return {
    run: threads?.divide(run, placed) ?? run,
    address: (base + block) / unit,
    segments,
    group,
    tensorOf: slices && tensorsOfSegments(slices.sliceOf, tensors, kernel.segments as SliceScope),
    words: new Uint32Array(buffer, 0, (base + host.front) / 4),
    segmentsAt: (base + segmentsAt) / 4,
    stride: isSliced(kernel) || kernel.reductions.length > 0 ? 1 : strideOf[kernel.dtype],
    memory: memoryOf(pass, host),
    uniforms: inputs.uniform.map((node) => host.values.registers.of(node)),
    uniformsAt: (base + block + blockLayout(kernel).firstUniform) / bytesOf[kernel.dtype],
  };
}
