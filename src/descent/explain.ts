/**
 * An optimizer in its own words: its equations, the passes over memory that they need, the bytes that a step
 * moves for each parameter, and the WebAssembly that does it.
 */
import { assemble } from "../backend/wasm/assembler.ts";
import { emit } from "../backend/wasm/emit.ts";
import { slices } from "../backend/wasm/slices.ts";
import { format } from "../backend/wasm/wat.ts";
import { toTex } from "../expr/print.ts";
import { bytesOf, type DType, type Group, type Link, type Tensor } from "../kernel/groups.ts";
import { traffic } from "../kernel/kernel.ts";
import type { Plan } from "../kernel/plan.ts";
import { verify } from "../kernel/verify.ts";
import { Chain } from "../rule/chain.ts";
import { Partition, PartitionError } from "../rule/partition.ts";
import type { Rule } from "../rule/rule.ts";
import type { Transformation } from "../rule/transformation.ts";
import { planFor } from "./plan-for.ts";
import { leavesOf } from "./tree.ts";

/** Options of `explain`. */
export interface ExplainOptions {
  /** The parameters that the optimizer is meant for; without them one small tensor for each pattern of partitions. */
  readonly params?: unknown;
  /** Element type where no parameters are given; default float32. */
  readonly dtype?: DType;
  /** `text` (default): everything. `tex`: the equations in TeX. `wasm`: the emitted module's text alone. */
  readonly format?: "text" | "tex" | "wasm";
}

/** Explains an optimizer. Called by `optimizer.explain()`. */
export async function explain(
  optimizer: Transformation,
  { params, dtype = "float32", format: form = "text" }: ExplainOptions,
): Promise<string> {
  if (!["text", "tex", "wasm"].includes(form)) {
    throw new TypeError(`format must be "text", "tex" or "wasm"; got ${JSON.stringify(form)}`);
  }
  if (!(dtype in bytesOf))
    throw new TypeError(`dtype must be "float32" or "float64"; got ${JSON.stringify(dtype)}`);
  const tensors = params === undefined ? samples(optimizer, dtype) : leavesOf(params);
  const planned = await planFor(optimizer, tensors);
  verify(planned);
  if (form === "tex") return planned.groups.map(({ links }) => texOf(links)).join("\n\n");
  if (form === "wasm")
    return modulesOf(planned)
      .map(({ text }) => text)
      .join("\n");
  return [overview(planned), equations(planned), passes(planned), code(planned)].join("\n\n");
}

const unknowable = (): never => {
  throw new PartitionError(
    "a pattern is a regular expression or a function: give explain({ params }) the parameters that it chooses from",
  );
};

/** A tensor for each pattern, with the pattern as its path: a pattern matches itself. */
function samples(optimizer: Transformation, dtype: DType): Tensor[] {
  const patterns = (of: Transformation): string[] => {
    if (of instanceof Chain) return of.links.flatMap(patterns);
    if (of instanceof Partition) {
      return of.cases.flatMap(([pattern, inner]) => [
        typeof pattern === "string" ? pattern : unknowable(),
        ...patterns(inner),
      ]);
    }
    return [];
  };
  const paths = new Set([...patterns(optimizer)]);
  if (paths.size === 0) paths.add("x");
  return [...paths].map((path) => ({ path, shape: [8], size: 8, dtype }));
}

const bytesMoved = (planned: Plan, group: number): number =>
  planned.stages
    .flatMap((stage) => stage.passes)
    .filter((pass) => pass.group === group)
    .reduce((sum, { kernel }) => sum + bytesOfPass(kernel), 0);

function bytesOfPass(kernel: Parameters<typeof traffic>[0]): number {
  const { reads, writes } = traffic(kernel);
  return (reads.length + writes.length) * bytesOf[kernel.dtype];
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "es"}`;

function overview(planned: Plan): string {
  return planned.groups
    .map((group, index) => {
      const names = group.links.map(({ instance }) => instance.rule.name).join(", ") || "nothing";
      const number = planned.stages
        .flatMap((stage) => stage.passes)
        .filter((pass) => pass.group === index).length;
      const state = planned.states.filter(
        ({ scope, groups }) => scope === "element" && groups.includes(index),
      ).length;
      const moved = bytesMoved(planned, index);
      return [
        `${label(planned, group)}${names}`,
        `  ${plural(number, "pass")} over memory, ${moved} bytes moved a parameter and step, ${state * bytesOf[group.dtype]} bytes of state a parameter (${group.dtype})`,
      ].join("\n");
    })
    .join("\n");
}

/** Where there are several groups, the parameters that a group is for. */
const label = ({ groups }: Plan, { tensors }: Group): string =>
  groups.length > 1 ? `${tensors.map(({ path }) => path).join(", ")}: ` : "";

function equations(planned: Plan): string {
  const blocks = planned.groups.map((group) => {
    const rules = group.links.map(({ instance: { rule, hyper } }) => {
      const values = Object.entries(hyper).map(([name, value]) =>
        typeof value === "number" ? `${name} = ${value}` : `${name} by a schedule`,
      );
      const starts = Object.entries(rule.state).map(([name, initial]) => `${name} starts at ${initial.text}`);
      const lines = rule.lines.map(({ text }) => `    ${text}`);
      return [
        `  ${[rule.name, values.join(", ")].filter(Boolean).join(": ")}`,
        ...lines,
        ...starts.map((start) => `    ${start}`),
      ].join("\n");
    });
    return [`${label(planned, group)}`, ...rules, "  then", "    p = p + u"].filter(Boolean).join("\n");
  });
  return `Equations (g of each rule is u of the one before)\n${blocks.join("\n")}`;
}

function passes(planned: Plan): string {
  const rows = planned.stages.flatMap(({ passes: ofStage, uniforms }, stage) =>
    ofStage.map(({ kernel, group }) => {
      const { reads, writes } = traffic(kernel);
      const short = (role: string) => planned.states.find((state) => state.role === role)?.name ?? role;
      const results = kernel.reductions.length
        ? `, adds up ${kernel.reductions.map(({ op }) => op).join(", ")}`
        : "";
      const written = writes.length ? `, writes ${writes.map(short).join(" ")}` : "";
      const host = uniforms.evaluate.length
        ? ` after ${uniforms.evaluate.length} operations on the host`
        : "";
      return `  ${label(planned, planned.groups[group]!)}stage ${stage + 1}${host}: reads ${reads.map(short).join(" ")}${written}${results}: ${bytesOfPass(kernel)} bytes a parameter`;
    }),
  );
  return `Passes\n${rows.join("\n")}`;
}

const modulesOf = (planned: Plan): { text: string; bytes: number }[] =>
  planned.stages.flatMap((stage) =>
    stage.passes.map(({ kernel }) => {
      const { code: emitted, names } = emit(kernel, slices);
      return { text: format(emitted, names), bytes: assemble(emitted).length };
    }),
  );

const code = (planned: Plan): string =>
  modulesOf(planned)
    .map(({ text, bytes }, index) => `WebAssembly of pass ${index + 1} (${bytes} bytes)\n${text}`)
    .join("\n");

const greek: Record<string, string> = {
  b1: "\\beta_1",
  b2: "\\beta_2",
  b3: "\\beta_3",
  eps: "\\epsilon",
  epsRoot: "\\epsilon_0",
  rho: "\\rho",
  learningRate: "\\eta",
  weightDecay: "\\lambda",
  momentum: "\\mu",
  dampening: "\\tau",
};

const hat = (name: string): string => {
  const accented = /^(.*)(Hat|Bar|Max)$/.exec(name);
  if (!accented) return greek[name] ?? (name.length > 1 ? `\\mathrm{${name}}` : name);
  const [, base, accent] = accented;
  return accent === "Max" ? `${hat(base!)}^{\\max}` : `\\${accent!.toLowerCase()}{${hat(base!)}}`;
};

/**
 * The equations with their steps: what a line reads before it is assigned is the last step's value. Between the rules
 * of a chain, u^{(k)} is the update that rule k hands to the next.
 */
function texOf(links: readonly Link[]): string {
  const between = (index: number): string =>
    index === 0 ? "g" : index === links.length ? "u" : `u^{(${index})}`;
  const rows = links.flatMap(({ instance: { rule } }, index) =>
    linesOf(rule, between(index), between(index + 1)),
  );
  return `\\begin{aligned}\n${[...rows, "p_t &= p_{t-1} + u_t"].join(" \\\\\n")}\n\\end{aligned}`;
}

function linesOf(rule: Rule, incoming: string, outgoing: string): string[] {
  const assigned = new Set<string>(["g"]);
  const symbolOf = (name: string): string => (name === "g" ? incoming : name === "u" ? outgoing : hat(name));
  return rule.lines.map(({ target, value }) => {
    const right = toTex(value, (name) => {
      if (name === "t" || name in rule.hyper) return hat(name);
      return `${symbolOf(name)}_${assigned.has(name) ? "t" : "{t-1}"}`;
    });
    assigned.add(target);
    return `${symbolOf(target)}_t &= ${right}`;
  });
}
