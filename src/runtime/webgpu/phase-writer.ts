/** Writes the dispatches of a phase, in the order in which they run. */
import type { Node } from "../../language/graph.ts";
import { operation } from "../../language/operations.ts";
import type { Pass } from "../../plan/passes.ts";
import type { PhaseName } from "../../plan/phases.ts";
import { type SliceScope, sliceScopes } from "../../plan/scope.ts";
import { startsOf } from "../../plan/slices.ts";
import type { PlannedPhase, SliceWork } from "../../plan/stages.ts";
import { ringKernel, tensorKernel } from "./combining-kernels.ts";
import { isFlat, type Surroundings } from "./element-lines.ts";
import { globalSums, neutralDispatch, neutralDispatches, type Placed, placed } from "./global-sums.ts";
import { assignKernel, type Combined, combining, sliceKernel, uniformKernel } from "./host-kernels.ts";
import { type Input, inputOf, placeIn } from "./inputs.ts";
import { Known } from "./known.ts";
import { fixed, type Layout, uniformName } from "./layout.ts";
import { type Dispatch, type Module, shiftsName } from "./module.ts";
import { constantOf } from "./operate.ts";
import { type Over, wholeOf } from "./parts.ts";
import { blockKernel, flatKernel } from "./pass-kernels.ts";
import { mostBlocksOfTensor } from "./places.ts";
import { ringSlots } from "./ring.ts";
import { routineDispatches } from "./routine-writer.ts";
import { reductionDispatches } from "./slice-reductions.ts";
import { sliceSumKernel } from "./slice-sum-kernels.ts";
import { slicesOf, teamFor, teamOf } from "./teams.ts";

/** Writes a phase. */
export class PhaseWriter {
  readonly #layout: Layout;
  readonly #name: PhaseName;
  readonly #phase: PlannedPhase;
  readonly #declines: boolean;
  readonly #known: Known;
  /** Uniforms of values that the host knows. */
  readonly #slots = new Map<Node, number>();
  readonly #dispatches: Dispatch[] = [];
  #placed: readonly (readonly Placed[])[] = [];
  #input: Input | undefined;

  /** `declines`: whether some calls of the plan may be declined by the device. */
  constructor(layout: Layout, name: PhaseName, phase: PlannedPhase, declines: boolean) {
    this.#layout = layout;
    this.#name = name;
    this.#phase = phase;
    this.#declines = declines;
    this.#known = new Known(layout.plan, phase, !declines);
  }

  /** Gives all values their places. */
  prepare(): Input {
    return inputOf(this.#layout, this.#phase, this.#known, this.#slots, this.#declines);
  }

  /** WGSL of a value that is the same for all tensors. */
  #at = (node: Node): string =>
    node.kind === "constant"
      ? constantOf(node.value).replace(/^F\((.*f)\)$/, "$1")
      : uniformName(this.#slots.get(node) ?? this.#layout.uniformOf(node));

  /** The dispatches of a phase for which `prepare` was called. */
  write(input: Input): readonly Dispatch[] {
    const { stages } = this.#phase;
    this.#input = input;
    this.#placed = stages.map(({ passes }) => passes.map((pass) => placed(this.#layout, pass)));
    if (input.ring !== undefined && input.known.length > 0)
      this.#dispatches.push({
        label: `${this.#name}: ring`,
        ...ringKernel(
          { ...input, ring: input.ring, slots: ringSlots, length: input.known.length },
          this.#layout.uniforms,
        ),
        workgroups: 1,
        isRing: true,
      });
    for (const index of stages.keys()) this.#stage(index);
    this.#end();
    return this.#dispatches;
  }

  #add(label: string, { code, bound }: Module, over?: Over, uneven?: Module) {
    const workgroups = over ? wholeOf(this.#layout, over).workgroups : 1;
    if (workgroups === 0) return;
    this.#dispatches.push({ label: `${this.#name}: ${label}`, code, bound, workgroups, over, uneven });
  }

  /** What makes all parts of sums as if nothing were added up, once the dispatches are written. */
  neutral(): readonly Dispatch[] {
    const { stages } = this.#phase;
    return neutralDispatches(this.#layout, stages, this.#placed.flat(), `${this.#name}: neutral`);
  }

  #around(isAfterDecision: boolean, isUneven: boolean): Surroundings {
    const layout = this.#layout;
    const { manner, shape } = layout;
    return {
      uniforms: layout.uniforms,
      uniformAt: this.#at,
      scopeOf: (node) => layout.scopeOf(node),
      baseOf: (node, group) => layout.baseOf(node, group),
      tensorTable: (group) => layout.tensorTable(group),
      blockTable: (group) => layout.blockTable(group),
      sliceTable: (group, scope) => layout.sliceTable(group, scope),
      roleAt: (group, role) => ({
        buffer: layout.rolePlace(group, role).buffer,
        first: layout.firstOf(group, role),
        shift: layout.isGiven(group, role) ? `${shiftsName}.${role === "g" ? "y" : "x"}` : undefined,
      }),
      isUneven,
      manner,
      mayDecline: isAfterDecision && this.#phase.accepts.length > 0,
      workgroup: shape.workgroup,
      blockWorkgroup: (group) => layout.places[group]!.workgroup,
    };
  }

  /** Sums over all tensors that a stage completes. */
  #globalSums(index: number): Combined[] {
    const stage = this.#phase.stages[index];
    return stage ? globalSums(this.#layout, stage, this.#placed[index]!, this.#at) : [];
  }

  #stage(index: number): void {
    const { stages, accepts, decides } = this.#phase;
    const { host, routines } = stages[index]!;
    const isDecided = index >= decides;
    const calls = host.uniform.filter((call) => !this.#known.has(call));
    const sums = this.#globalSums(index - 1);
    const after = index === decides && accepts.length > 0 ? this.#decision() : [];
    if (calls.length + sums.length + after.length > 0)
      this.#add("uniform", this.#uniform({ sums, calls, after, mayDecline: false }));
    for (const work of host.slices) this.#slices(work);
    for (const placed of this.#placed[index]!) this.#pass(placed, isDecided);
    const placeOf = (node: Node) => placeIn(this.#input!, node);
    const around = { layout: this.#layout, phase: this.#name, at: this.#at, placeOf };
    const passes = this.#around(isDecided, false);
    for (const routine of routines)
      this.#dispatches.push(...routineDispatches(routine, { ...around, passes }));
  }

  #uniform(work: Parameters<typeof uniformKernel>[0]) {
    return uniformKernel(work, this.#layout.uniforms, this.#at, this.#layout.manner);
  }

  /** Lines that decide whether the call takes place, and what a declined one does. */
  #decision(): string[] {
    const { accepts, declined } = this.#phase;
    const [taken, skipped, inARow, most] = [fixed.taken, fixed.skipped, fixed.inARow, fixed.mostInARow].map(
      uniformName,
    ) as [string, string, string, string];
    return [
      `let isTaken = ${accepts.map((node) => `(${this.#at(node)} != 0f)`).join(" & ")};`,
      `${taken} = select(0f, 1f, isTaken);`,
      "if (!isTaken) {",
      ...declined.map(({ value }, k) => `  let next${k} = ${this.#at(value)};`),
      ...declined.map(({ state }, k) => `  ${this.#at(state)} = next${k};`),
      `  ${skipped} = ${skipped} + 1f;`,
      `  ${inARow} = ${inARow} + 1f;`,
      `  ${most} = max(${most}, ${inARow});`,
      `} else { ${inARow} = 0f; }`,
    ];
  }

  #slices({ group, scope, reductions, nodes }: SliceWork): void {
    const layout = this.#layout;
    for (const reduction of reductions)
      for (const { made, slices, each } of reductionDispatches(layout, reduction, group, scope, this.#at))
        this.#add(`reduce ${scope}`, made, { kind: "slices", group, scope: slices, each });
    const calls = nodes.filter((node) => !operation(node.op).isPlanned);
    if (calls.length === 0) return;
    const made = sliceKernel(
      calls,
      layout.uniforms,
      (node) => this.#sliceAt(node, group, scope),
      (node) => layout.baseOf(node, group),
      layout.manner,
    );
    this.#add(`${scope} values`, made, { kind: "slices", group, scope, each: combining });
  }

  #sliceAt(node: Node, group: number, scope: SliceScope): string {
    if (this.#layout.scopeOf(node) === "uniform") return this.#at(node);
    return this.#layout.sliceAt(node, group, scope);
  }

  #pass({ pass, partials, placeOf, base }: Placed, isDecided: boolean): void {
    const layout = this.#layout;
    const { group, kernel, results } = pass;
    const around = this.#around(isDecided, false);
    const uneven = layout.isApart(group) ? this.#around(isDecided, true) : undefined;
    const { chunks } = layout.places[group]!;
    if (isFlat(pass)) {
      const [made, other] = [flatKernel(pass, around), uneven && flatKernel(pass, uneven)];
      for (const chunk of chunks.keys())
        this.#add("elements", made, { kind: "vectors", group, chunk }, other);
      return;
    }
    if (kernel.stores.length > 0 || partials.length > 0) {
      const made = blockKernel(pass, around, partials, base);
      const other = uneven && blockKernel(pass, uneven, partials, base);
      for (const chunk of chunks.keys()) this.#add("blocks", made, { kind: "blocks", group, chunk }, other);
    }
    for (const scope of ["unit", "row", "column"] as const) this.#sliceSums(pass, scope, around);
    const ofTensors = results.filter(({ extent }) => extent === "tensor");
    if (ofTensors.length === 0) return;
    const sums = ofTensors.map(({ reduction, op, symbol }) => ({
      op,
      to: layout.baseOf(symbol, group),
      part: placeOf.get(reduction)!,
    }));
    const from = { base, width: partials.length, blockRange: layout.blockRange(group) };
    const team = teamOf(mostBlocksOfTensor(layout.places[group]!));
    this.#add(
      "tensor sums",
      tensorKernel(sums, from, team, layout.uniforms, layout.manner, around.mayDecline),
      { kind: "slices", group, scope: "tensor", each: slicesOf(team) },
    );
  }

  /** Sums of a pass over units, rows or columns; in chunks, each goes on with what the one before has added up. */
  #sliceSums(pass: Pass, scope: "unit" | "row" | "column", around: Surroundings): void {
    const layout = this.#layout;
    const { kernel, results, group } = pass;
    const { chunks } = layout.places[group]!;
    const isWhole = chunks.length === 1;
    const reduced = scope === "column" ? kernel.columnReductions : kernel.reductions;
    const count = startsOf(layout.tensorsOf(group), scope).at(-1)!;
    const found = results
      .filter(({ extent }) => extent === scope)
      .map(({ reduction, symbol }) => {
        const carried = isWhole ? undefined : layout.room(2 * count);
        return { ...reduced[reduction]!, base: layout.baseOf(symbol, group), carried };
      });
    if (found.length === 0) return;
    for (const { op, carried } of found)
      if (carried !== undefined)
        this.#dispatches.push(
          neutralDispatch(layout, `${this.#name}: ${scope} sums begin`, op, carried, count, 2, 2),
        );
    const team = teamFor(layout.tensorsOf(group), scope, layout.shape.workgroup);
    const made = sliceSumKernel(pass, around, scope, found, team);
    const each = slicesOf(team);
    for (const chunk of chunks.keys())
      this.#add(`${scope} sums`, made, {
        kind: "slices",
        group,
        scope,
        each,
        chunk: isWhole ? undefined : chunk,
      });
  }

  /** New values of states with fewer values than elements, and what is measured; finer ones first, since they may read coarser ones. */
  #end(): void {
    const layout = this.#layout;
    const { stages, commit, accepts } = this.#phase;
    const declines = accepts.length > 0;
    for (const scope of [...sliceScopes].reverse())
      for (const group of layout.plan.groups.keys()) {
        const own = commit.filter((one) => one.scope === scope && one.group === group);
        if (own.length === 0) continue;
        const pairs = own.map(({ state, value }) => ({
          to: layout.baseOf(state, group),
          value: value.kind === "constant" ? this.#at(value) : this.#sliceAt(value, group, scope),
        }));
        this.#add(`${scope} states`, assignKernel(pairs, layout.uniforms, declines), {
          kind: "slices",
          group,
          scope,
          each: combining,
        });
      }
    const uniform = commit.filter(({ scope }) => scope === "uniform");
    const sums = this.#globalSums(stages.length - 1);
    const count = uniformName(fixed.count);
    const isStep = this.#name === "step" || this.#name === "flush";
    const after = [
      ...uniform.map(({ value }, k) => `let next${k} = ${this.#at(value)};`),
      ...uniform.map(({ state }, k) => `${this.#at(state)} = next${k};`),
      ...(this.#declines && isStep ? [`${count} = ${count} + 1f;`] : []),
    ];
    if (sums.length + after.length > 0)
      this.#add("end", this.#uniform({ sums, calls: [], after, mayDecline: declines }));
  }
}
