/** What a run on a GPU says in docs/benchmarks.md: tables in Markdown, computed from the log alone. */
import { sizeName } from "../peers/cases.mjs";
import { timeOf } from "../peers/figures.mjs";
import { readLog } from "../peers/log.mjs";
import { missing, ratios, table } from "../peers/section.mjs";
import { bytesOf, sizes, titles } from "./cases.mjs";
import { contendersOf, takingPart } from "./contenders.mjs";

/** Whether the GPU of a run is made of software: its times say nothing of hardware. */
export const isSoftware = ({ facts }) => /swiftshader|llvmpipe|lavapipe/i.test(facts.gpu);

/** The run that a log is of. @throws RangeError for one of another kind. */
export function toldOf(log) {
  const run = readLog(log);
  if (run.facts.gpu === undefined || run.cases.length === 0)
    throw new RangeError(
      "this is no log of bench:gpu: it names no GPU, or has no case; give the gpu.txt that run.sh wrote",
    );
  return run;
}

/** What stands there while nothing is measured. */
export const unmeasured = `**Prepared, and not measured yet**: no GPU of hardware was at hand. \`npm run bench:gpu\` measures Adam, AdamW with clipping by the global norm, Yogi, Lion, LAMB and Adafactor with 1e6 to 1e9 parameters and with 1000 tensors of 1000, beside torch's fused and foreach forms, optax under \`jit\`, and a kernel that moves the same bytes, with the error against float64; and Adam with moments in bf16 and in 8 bits, and with parameters in 16 bits and their masters, with 1e6 to 1e8 parameters, beside float32 and such a kernel; and Muon on matrices of 1e6 and 1e7 parameters.`;

const places = new Map(sizes.map(([n, count], index) => [sizeName({ n, count }), index]));
const placeOf = (one) => places.get(sizeName(one)) ?? one.count;

/** The times of an optimizer, with the bytes a second of Glissade's. */
function tableOf(optimizer, run, contenders) {
  const cases = run.cases
    .filter((one) => one.optimizer === optimizer)
    .sort((a, b) => placeOf(a) - placeOf(b));
  const rates = cases.map((one) => {
    const time = timeOf(one, "webgpu");
    return time ? ((bytesOf(optimizer) * one.n) / time.median / 1e9).toPrecision(3) : "–";
  });
  const gigabytes = `| GB/s of Glissade, ${bytesOf(optimizer)} bytes a parameter | ${rates.join(" | ")} |`;
  const own = takingPart(contenders, optimizer);
  return `${titles[optimizer]}:\n\n${ratios(cases, own, contenders[0])}\n${gigabytes}`;
}

/** Digest and error of each contender by optimizer, as the facts have them. */
function checksOf({ facts, cases }, contenders, optimizers) {
  const checkOf = (optimizer, id) =>
    /^digest (\w+), error (\S+)$/.exec(facts[`check ${optimizer} ${id}`] ?? "")?.slice(1);
  const rows = contenders
    .filter(({ kind }) => kind !== "floor")
    .map(({ id, label }) => [label, ...optimizers.map((optimizer) => checkOf(optimizer, id)?.[1] ?? "–")]);
  const digests = optimizers.map((optimizer) => checkOf(optimizer, "webgpu")?.[0] ?? "–");
  const [first] = cases;
  return `The largest error of a parameter against float64 after five steps at ${sizeName(first)}, in shares of the largest change, and the digest of Glissade's parameters:

${table(["", ...optimizers.map((optimizer) => titles[optimizer])], [...rows, ["digest", ...digests]])}`;
}

/** @param run - what `toldOf` gives; undefined while nothing is measured. */
export function sectionOf(run) {
  if (run === undefined) return unmeasured;
  const { facts } = run;
  const contenders = contendersOf();
  const optimizers = Object.keys(titles).filter((name) => run.cases.some((one) => one.optimizer === name));
  const difference = Math.max(...run.cases.map((one) => one.difference));
  return [
    isSoftware(run) ? "**A GPU made of software: these times say nothing of one of hardware.**" : "",
    `The first line of a table is the time of a step of Glissade, queued and waited for in groups; the others are times in those of that line: above 1, Glissade is faster. Medians of ${facts.rounds} rounds' ratios and half their interquartile range.
Each contender is a process of its own, with its parameters and gradients on the GPU; one at a time takes steps, in an order that is drawn anew in every round. After five steps the parameters of any two differed by at most ${difference.toPrecision(2)} of the largest change.
The floor is a kernel that moves the bytes of the step. Forms in fewer bits stand beside Glissade's step in float32, whose parameters differ from theirs; their errors are of the masters. Muon stands beside the floor of its passes, which has no products, and no peer: torch rounds its matrices to bfloat16. –: a peer has no such optimizer, or could not take part.`,
    `${facts.gpu}. ${facts.machine}. ${facts.versions}. optax: a step under \`jit\` with donated buffers.`,
    ...optimizers.map((optimizer) => tableOf(optimizer, run, contenders)),
    checksOf(run, contenders, optimizers),
    missing({ ...run, contenders }),
    facts.left === "none"
      ? ""
      : `For lack of time not measured: ${facts.left ?? "what the run did not come to"}.`,
    isSoftware(run) ? "" : "The raw times of all rounds are in `bench/logs/gpu.txt`.",
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}
