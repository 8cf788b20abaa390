/**
 * A plan as a program for a GPU: for each phase the dispatches in their order, with the WGSL of each and what it binds, and how large
 * every buffer is. Pure: it needs no device, only what one allows.
 */
import { halfRole } from "../../plan/halves.ts";
import type { PhaseName } from "../../plan/phases.ts";
import type { Plan } from "../../plan/plan.ts";
import { entriesOf } from "../../plan/stages.ts";
import type { Input } from "./inputs.ts";
import { Layout } from "./layout.ts";
import { type BufferName, type Dispatch, gridOf } from "./module.ts";
import { PhaseWriter } from "./phase-writer.ts";
import type { Shape } from "./shape.ts";

/** A phase. */
export interface PhaseProgram {
  readonly dispatches: readonly Dispatch[];
  /** What comes before them where some tensors take no part: sums over all tensors then have nothing of those. */
  readonly neutral: readonly Dispatch[];
  readonly input: Input;
}

/** A program. */
export interface Program {
  readonly layout: Layout;
  readonly phases: Partial<Record<PhaseName, PhaseProgram>>;
  /** Bytes of every buffer. */
  readonly buffers: ReadonlyMap<BufferName, number>;
  /** The workgroups of a dispatch along x and y. */
  readonly grid: (workgroups: number) => readonly [number, number];
}

/** Whether a device decides whether a call takes place. */
export const mayDecline = (plan: Plan): boolean =>
  entriesOf(plan.phases).some(([, { accepts }]) => accepts.length > 0);

/** The program of a plan. */
export function programOf(plan: Plan, shape: Shape): Program {
  const layout = new Layout(plan, shape);
  const declines = mayDecline(plan);
  const writers = entriesOf(plan.phases).map(
    ([name, phase]) => [name, new PhaseWriter(layout, name, phase, declines)] as const,
  );
  for (const symbol of [...plan.measured.all]) layout.uniformOf(symbol);
  // Uniforms are counted before any module is written: all of them declare as many.
  const plans = writers.map(([name, writer]) => [name, writer, writer.prepare()] as const);
  const { uniforms } = layout;
  const phases = plans.map(([name, writer, input]): [PhaseName, PhaseProgram] => [
    name,
    { dispatches: writer.write(input), neutral: writer.neutral(), input },
  ]);
  if (layout.uniforms !== uniforms) throw new Error("uniforms were given places while modules were written");
  const buffers = new Map<BufferName, number>();
  for (const [group, { vectors, chunks }] of layout.places.entries()) {
    const { half } = plan.groups[group]!;
    const given = ["p", "g", ...(half ? [halfRole] : [])].filter((role) => !layout.isGiven(group, role));
    const roles = [...given, ...(plan.phases.eval ? ["eval"] : []), ...layout.kept[group]!];
    for (const { role, scope, groups } of plan.states)
      if (scope === "element" && groups.includes(group)) roles.push(role);
    for (const role of roles) {
      const { buffer, shared } = layout.rolePlace(group, role);
      const square = layout.matrices.squares(group, role)?.at(-1);
      if (square) {
        buffers.set(buffer, (square.first + square.vectors) * 16);
        continue;
      }
      const size = shared > 1 ? chunks.length * chunks[0]!.vectors * shared : vectors;
      buffers.set(buffer, size * 4 * layout.widthOf(group, role));
    }
  }
  for (const [name, vectors] of layout.matrices.shared) buffers.set(name, vectors * 16);
  buffers.set("h", layout.uniforms * 16);
  buffers.set("v", layout.values * 4);
  buffers.set("t", layout.tables.byteLength);
  return {
    layout,
    phases: Object.fromEntries(phases),
    buffers,
    grid: (workgroups) => gridOf(workgroups, shape.workgroups),
  };
}
