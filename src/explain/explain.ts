/**
 * Explains an optimizer: its equations, its passes over memory, the bytes that a step moves for each parameter, and the
 * emitted WebAssembly.
 */
import { inBlocks } from "../language/blocks.ts";
import { bytesOf, type DType } from "../language/dtype.ts";
import { widthOf } from "../language/storage.ts";
import { boundingLink } from "../plan/bounds.ts";
import type { Link, Tensor } from "../plan/groups.ts";
import type { Kernel } from "../plan/kernel.ts";
import { lowered } from "../plan/lower.ts";
import { typeOf } from "../plan/masters.ts";
import { type Plan, plan } from "../plan/plan.ts";
import { passesIn } from "../plan/planned-routines.ts";
import { entriesOf, type PlannedPhase } from "../plan/stages.ts";
import { storageOf } from "../plan/storages.ts";
import { groupTraffic } from "../plan/traffic.ts";
import { verify } from "../plan/verify.ts";
import { workOf } from "../plan/work.ts";
import { checkCoverage } from "../rule/coverage.ts";
import { partsOf } from "../rule/parts.ts";
import { PartitionError } from "../rule/pattern.ts";
import { Partition, type Transformation } from "../rule/transformation.ts";
import type { Device } from "../runtime/device.ts";
import { emit as emitC } from "../runtime/host/native/emit.ts";
import { native as inC } from "../runtime/host/native/operate.ts";
import { emit } from "../runtime/host/wasm/emit.ts";
import { native } from "../runtime/host/wasm/operate.ts";
import { format } from "../runtime/host/wasm/wat.ts";
import { assemble } from "../webassembly/assembler.ts";
import { bytesIn } from "./bytes.ts";
import { equationsOf } from "./equations.ts";
import { samples } from "./samples.ts";
import { groupLabel, workText } from "./work-text.ts";

// One module for all that is loaded when it is called.
export { asRule } from "./as-rule.ts";
export { stepLines } from "./step-lines.ts";

/** Options of `explain`. */
export interface ExplainOptions {
  /** The parameters that the optimizer is meant for; without them one small tensor for each pattern of partitions. */
  readonly params?: unknown;
  /** Element type where no parameters are given; default float32. */
  readonly dtype?: DType;
  /**
   * `text` (default): everything. `tex`: the equations in TeX. `wasm`: the emitted module's text alone. `c`: what the device `native` compiles. `wgsl`: what
   * `webgpu` does, in float32. `json`: for
   * each group of parameters its rules, and bytes of parameters, gradients and state.
   */
  readonly format?: "text" | "tex" | "wasm" | "c" | "wgsl" | "json";
  /** The number of processes that share the states (`shard` of `init`): how many bytes each has of them is said too. */
  readonly ranks?: number;
  /** Threads of a step in each process, said beside `ranks` in the text. */
  readonly threads?: number;
}

/** Explains an optimizer, on the tensors of `params` where there were any. Called by `optimizer.explain()`. */
export async function explain(
  optimizer: Transformation,
  params: readonly Tensor[] | undefined,
  { dtype = "float32", format: form = "text", ranks = 1, threads = 1 }: ExplainOptions,
): Promise<string> {
  if (params) checkCoverage(optimizer, params);
  const tensors = params ?? samples(optimizer, dtype, "explain");
  const divisions = partsOf(optimizer).flatMap((part) =>
    part instanceof Partition && part.advice ? [part] : [],
  );
  for (const { advice } of divisions) {
    const asked = advice!.asks(tensors);
    if (asked !== undefined) throw new PartitionError(asked);
  }
  const planned = plan(optimizer, tensors);
  verify(planned);
  if (form === "tex") return planned.groups.map(({ links }) => texOf(links)).join("\n\n");
  const doubts = new Map(
    divisions.flatMap((division) =>
      tensors.flatMap((one) => {
        const doubt = division.advice!.doubts(division.choose(one.path, one.shape).index, one);
        return doubt === undefined ? [] : [[one.path, doubt] as const];
      }),
    ),
  );
  if (form === "json") return JSON.stringify(bytesIn(planned, doubts));
  if (form === "wasm")
    return modulesOf(planned)
      .map(({ text }) => text)
      .join("\n");
  if (form === "c") return filesOf(planned);
  if (form === "wgsl") return (await import("./wgsl.ts")).wgslOf(planned);
  const processes =
    ranks * threads === 1 ? [] : [`${counted(ranks, "rank")} x ${counted(threads, "thread")}`];
  return [
    ...processes,
    overview(planned, ranks),
    ...[...doubts.values()].map((doubt) => `Caution: ${doubt}`),
    equations(planned),
    passes(planned),
    code(planned),
  ].join("\n\n");
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "es"}`;

function overview(planned: Plan, ranks: number): string {
  return planned.groups
    .map((group, index) => {
      const names = group.links.map(({ instance }) => instance.rule.name).join(", ") || "nothing";
      const { passes: number, bytes: moved } = groupTraffic(planned.phases.step, index);
      const states = planned.states.filter(({ groups }) => groups.includes(index));
      const ofElements = states.filter(({ scope }) => scope === "element");
      const { half, dtype } = group;
      const ofMaster = half ? bytesOf[dtype] : 0;
      const bytes = ofElements.reduce(
        (sum, { role }) => sum + widthOf(storageOf(planned, index, role)),
        ofMaster,
      );
      const share = (bytes - ofMaster) / ranks;
      const shared = ranks > 1 ? `, ${Number(share.toFixed(2))} on each of ${ranks} ranks that share it` : "";
      const fewer = states.length - ofElements.length;
      return [
        `${groupLabel(planned, index)}${names}`,
        `  ${plural(number, "pass")} over memory, ${moved} bytes moved a parameter and step, ${bytes} bytes of state a parameter${shared}${fewer > 0 ? `, ${fewer} state${fewer === 1 ? "" : "s"} with fewer values` : ""} (${half ? `${typeOf[half]}, with masters in ${dtype}` : dtype})`,
      ].join("\n");
    })
    .join("\n");
}

function equations(planned: Plan): string {
  const blocks = planned.groups.map((group, index) => {
    const rules = group.links.map(({ instance: { rule, hyper } }) => {
      const values = Object.entries(hyper).map(([name, value]) =>
        typeof value === "number" ? `${name} = ${value}` : `${name} by a schedule`,
      );
      const starts = Object.entries(rule.projection ? {} : rule.state).map(
        ([name, initial]) => `${name} starts at ${initial.text}`,
      );
      const lines = inBlocks(rule.lines).map((line) => `    ${line}`);
      const first = rule.before?.lines.map(
        ({ text }) => `    ${text}   (with each gradient before the step's)`,
      );
      const declined = (rule.declined ?? []).map(({ text }) => `    ${text}   (in a step that it declines)`);
      const estimate = (rule.estimate ?? []).map(
        ({ text }) => `    ${text}   (with what estimate() is given)`,
      );
      return [
        `  ${[rule.name, values.join(", ")].filter(Boolean).join(": ")}`,
        ...(rule.matrices?.turns
          ? [
              `    (a matrix with ${rule.matrices.turns === "wide" ? "more" : "fewer"} rows than columns comes as its transpose)`,
            ]
          : []),
        ...(first ?? []),
        ...lines,
        ...declined,
        ...estimate,
        ...(rule.projection ? [`    ${rule.projection.text.replace("project", "project(x)")}`] : []),
        ...(rule.evaluation ? [`    ${rule.evaluation.text}   (the parameters to evaluate with)`] : []),
        ...starts.map((start) => `    ${start}`),
      ].join("\n");
    });
    const end = boundingLink(group) ? "p = project(p + u)" : "p = p + u";
    return [groupLabel(planned, index).trimEnd(), ...rules, "  then", `    ${end}`]
      .filter(Boolean)
      .join("\n");
  });
  return `Equations (g of each rule is u of the one before)\n${blocks.join("\n")}`;
}

function passes(planned: Plan): string {
  const { step, before, estimate, eval: evaluation } = planned.phases;
  const first = before && `Passes with each gradient before the step's\n${rowsOf(planned, before)}\n\n`;
  const last = evaluation && `\n\nPasses for evalParams()\n${rowsOf(planned, evaluation)}`;
  const told = estimate && `\n\nPasses for estimate()\n${rowsOf(planned, estimate)}`;
  return `${first ?? ""}Passes\n${rowsOf(planned, step)}${told ?? ""}${last ?? ""}`;
}

const rowsOf = (planned: Plan, phase: PlannedPhase): string =>
  workOf(phase)
    .map((work) => `  ${workText(work, planned)}`)
    .join("\n");

const kernelsOf = ({ phases }: Plan, operations: Device["operations"]): Kernel[] =>
  entriesOf(phases).flatMap(([, { stages }]) =>
    stages.flatMap(({ passes, routines }) =>
      [...passes, ...passesIn(routines)].map(({ kernel }) => lowered(kernel, operations)),
    ),
  );

/** C of all passes, a file for each dtype. */
const filesOf = (planned: Plan): string =>
  (["float32", "float64"] as const)
    .map((dtype) => kernelsOf(planned, inC).filter((kernel) => kernel.dtype === dtype))
    .flatMap((kernels) => (kernels.length ? [emitC(kernels)] : []))
    .join("\n");

const modulesOf = (planned: Plan): { text: string; bytes: number }[] =>
  kernelsOf(planned, native).map((kernel) => {
    const { code: emitted, names } = emit(kernel);
    return { text: format(emitted, names), bytes: assemble(emitted).length };
  });

const code = (planned: Plan): string =>
  modulesOf(planned)
    .map(({ text, bytes }, index) => `WebAssembly of pass ${index + 1} (${bytes} bytes)\n${text}`)
    .join("\n");

/** The equations of a group, those of gradients that come before the step's own first, those of declined steps last. */
function texOf(links: readonly Link[]): string {
  const { before, step, declined } = equationsOf(links);
  const blocks = [before, step, declined].filter((lines) => lines.length > 0);
  return blocks.map((lines) => `\\begin{aligned}\n${lines.join(" \\\\\n")}\n\\end{aligned}`).join("\n");
}
