/** Writes the dispatches of a phase, in the order in which they run. */
import type { Name, Node } from "../../language/graph.ts";
import { operation } from "../../language/operations.ts";
import type { Pass } from "../../plan/passes.ts";
import type { PhaseName } from "../../plan/phases.ts";
import { type SliceScope, sliceScopes } from "../../plan/scope.ts";
import { startsOf } from "../../plan/slices.ts";
import type { PlannedPhase, SliceWork } from "../../plan/stages.ts";
import { ringKernel, tensorKernel } from "./combining-kernels.ts";
import { isFlat, type Surroundings } from "./element-lines.ts";
import { assignKernel, type Combined, type Parts, sliceKernel, uniformKernel } from "./host-kernels.ts";
import { type Input, inputOf } from "./inputs.ts";
import { Known } from "./known.ts";
import { fixed, type Layout, uniformName } from "./layout.ts";
import { type Dispatch, type Module, shiftsName } from "./module.ts";
import { constantOf } from "./operate.ts";
import { blockKernel, flatKernel, type Partial } from "./pass-kernels.ts";
import { ringSlots } from "./ring.ts";
import { reductionDispatches } from "./slice-reductions.ts";
import { columnKernel, rowKernel } from "./slice-sum-kernels.ts";

/** A pass, and where the partial sums of its blocks lie. */
interface Placed {
  readonly pass: Pass;
  readonly partials: readonly Partial[];
  readonly base: number;
  /** The place among `partials` of each reduction. */
  readonly placeOf: ReadonlyMap<number, number>;
}

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

  /** The dispatches. */
  write(input: Input): readonly Dispatch[] {
    const { stages } = this.#phase;
    this.#placed = stages.map(({ passes }) => passes.map((pass) => this.#place(pass)));
    if (input.ring !== undefined && input.known.length > 0)
      this.#add(
        "ring",
        ringKernel(
          { ...input, ring: input.ring, slots: ringSlots, length: input.known.length },
          this.#layout.uniforms,
        ),
        1,
      );
    for (const index of stages.keys()) this.#stage(index);
    this.#end();
    return this.#dispatches;
  }

  #add(
    label: string,
    { code, bound }: Module,
    workgroups: number,
    chunk?: Dispatch["chunk"],
    uneven?: Module,
  ) {
    if (workgroups === 0) return;
    this.#dispatches.push({ label: `${this.#name}: ${label}`, code, bound, workgroups, chunk, uneven });
  }

  #place(pass: Pass): Placed {
    const { kernel, results, group } = pass;
    const partials: Partial[] = [];
    const placeOf = new Map<number, number>();
    for (const { reduction, extent } of results) {
      if ((extent !== "tensor" && extent !== "global") || placeOf.has(reduction)) continue;
      const { op, value } = kernel.reductions[reduction]!;
      placeOf.set(reduction, partials.push({ op, value }) - 1);
    }
    const blocks = this.#layout.places[group]!.blocks.length;
    return { pass, partials, placeOf, base: this.#layout.room(2 * blocks * partials.length) };
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
        shift: layout.isGiven(group, role) ? `${shiftsName}.${role === "p" ? "x" : "y"}` : undefined,
      }),
      isUneven,
      manner,
      mayDecline: isAfterDecision && this.#phase.accepts.length > 0,
      workgroup: shape.workgroup,
    };
  }

  /** Sums over all tensors that a stage completes. */
  #globalSums(index: number): Combined[] {
    const stage = this.#phase.stages[index];
    if (!stage) return [];
    const found = new Map<Name, { op: Combined["op"]; parts: Parts[] }>();
    const add = (symbol: Name, op: Combined["op"], part: Parts) => {
      const of = found.get(symbol) ?? { op: op === "max" ? ("max" as const) : ("sum" as const), parts: [] };
      found.set(symbol, of);
      of.parts.push(part);
    };
    for (const { pass, partials, placeOf, base } of this.#placed[index]!)
      for (const { reduction, symbol, extent, op } of pass.results) {
        if (extent !== "global") continue;
        const count = this.#layout.places[pass.group]!.blocks.length;
        const at = base + 2 * placeOf.get(reduction)!;
        add(symbol, op, { base: at, count, step: 2 * partials.length, isDouble: true });
      }
    for (const { symbol, op, group, of } of stage.globals) {
      const count = this.#layout.tensorsOf(group).length;
      add(symbol, op, { base: this.#layout.baseOf(of, group), count, step: 1, isDouble: false });
    }
    return [...found].map(([symbol, { op, parts }]) => ({ to: this.#at(symbol), op, parts }));
  }

  #stage(index: number): void {
    const { stages, accepts } = this.#phase;
    const { host } = stages[index]!;
    const isLast = index === stages.length - 1;
    const calls = host.uniform.filter((call) => !this.#known.has(call));
    const sums = this.#globalSums(index - 1);
    const after = isLast && accepts.length > 0 ? this.#decision() : [];
    if (calls.length + sums.length + after.length > 0)
      this.#add("uniform", this.#uniform({ sums, calls, after, mayDecline: false }), 1);
    for (const work of host.slices) this.#slices(work);
    for (const placed of this.#placed[index]!) this.#pass(placed, isLast);
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
      for (const { made, count } of reductionDispatches(layout, reduction, group, scope, this.#at))
        this.#add(`reduce ${scope}`, made, count);
    const calls = nodes.filter((node) => !operation(node.op).isPlanned);
    const count = startsOf(layout.tensorsOf(group), scope).at(-1)!;
    if (calls.length === 0 || count === 0) return;
    const made = sliceKernel(
      calls,
      count,
      layout.uniforms,
      (node) => this.#sliceAt(node, group, scope),
      (node) => layout.baseOf(node, group),
      layout.manner,
    );
    this.#add(`${scope} values`, made, Math.ceil(count / 64));
  }

  #sliceAt(node: Node, group: number, scope: SliceScope): string {
    if (this.#layout.scopeOf(node) === "uniform") return this.#at(node);
    return this.#layout.sliceAt(node, group, scope);
  }

  #pass({ pass, partials, placeOf, base }: Placed, isLast: boolean): void {
    const layout = this.#layout;
    const { group, kernel, results } = pass;
    const around = this.#around(isLast, false);
    const uneven = layout.isApart(group) ? this.#around(isLast, true) : undefined;
    const { chunks } = layout.places[group]!;
    const chunkOf = (index: number) => ({ group, index });
    if (isFlat(pass)) {
      const [made, other] = [flatKernel(pass, around), uneven && flatKernel(pass, uneven)];
      for (const [index, { vectors }] of chunks.entries()) {
        const workgroups = Math.min(Math.ceil(vectors / around.workgroup), layout.shape.workgroups);
        this.#add("elements", made, workgroups, chunkOf(index), other);
      }
      return;
    }
    if (kernel.stores.length > 0 || partials.length > 0) {
      const made = blockKernel(pass, around, partials, base);
      const other = uneven && blockKernel(pass, uneven, partials, base);
      for (const [index, { blocks }] of chunks.entries())
        this.#add("blocks", made, blocks, chunkOf(index), other);
    }
    const ofSlices = (extent: string) =>
      results
        .filter((result) => result.extent === extent)
        .map(({ reduction, symbol }) => {
          const reduced = extent === "column" ? kernel.columnReductions : kernel.reductions;
          return { ...reduced[reduction]!, base: layout.baseOf(symbol, group) };
        });
    if (results.some(({ extent }) => ["unit", "row", "column"].includes(extent))) layout.checkWhole(group);
    const whole = layout.isApart(group) ? chunkOf(0) : undefined;
    for (const scope of ["unit", "row"] as const) {
      const found = ofSlices(scope);
      const count = startsOf(layout.tensorsOf(group), scope).at(-1)!;
      if (found.length > 0)
        this.#add(`${scope} sums`, rowKernel(pass, around, scope, found, count), count, whole);
    }
    const columns = ofSlices("column");
    const count = startsOf(layout.tensorsOf(group), "column").at(-1)!;
    if (columns.length > 0)
      this.#add("column sums", columnKernel(pass, around, columns, count), Math.ceil(count / 64), whole);
    const ofTensors = results.filter(({ extent }) => extent === "tensor");
    if (ofTensors.length === 0) return;
    const tensors = layout.tensorsOf(group).length;
    const sums = ofTensors.map(({ reduction, op, symbol }) => ({
      op,
      to: layout.baseOf(symbol, group),
      part: placeOf.get(reduction)!,
    }));
    const from = { base, width: partials.length, tensors, blockRange: layout.blockRange(group) };
    this.#add(
      "tensor sums",
      tensorKernel(sums, from, layout.uniforms, layout.manner, around.mayDecline),
      tensors,
    );
  }

  /** New values of states with fewer values than elements, and what is measured; finer ones first, since they may read coarser ones. */
  #end(): void {
    const layout = this.#layout;
    const { stages, commit, accepts } = this.#phase;
    const declines = accepts.length > 0;
    for (const scope of [...sliceScopes].reverse())
      for (const group of layout.plan.groups.keys()) {
        const own = commit.filter((one) => one.scope === scope && one.group === group);
        const count = startsOf(layout.tensorsOf(group), scope).at(-1)!;
        if (own.length === 0 || count === 0) continue;
        const pairs = own.map(({ state, value }) => ({
          to: layout.baseOf(state, group),
          value: value.kind === "constant" ? this.#at(value) : this.#sliceAt(value, group, scope),
        }));
        this.#add(
          `${scope} states`,
          assignKernel(pairs, count, layout.uniforms, declines),
          Math.ceil(count / 64),
        );
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
      this.#add("end", this.#uniform({ sums, calls: [], after, mayDecline: declines }), 1);
  }
}
