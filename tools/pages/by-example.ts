/**
 * Adam on its way from text to bytes, for ARCHITECTURE.md: the rule's text, the graph, the plan of a step, the kernel after
 * lowering, the loop of its WebAssembly. Every part is what the library has at that place.
 */
import { adam } from "../../src/index.ts";
import { type Call, type Node, topological } from "../../src/language/graph.ts";
import { toText } from "../../src/language/print.ts";
import { expand } from "../../src/plan/expand.ts";
import { groupsOf, type Tensor } from "../../src/plan/groups.ts";
import type { Kernel } from "../../src/plan/kernel.ts";
import { lowered } from "../../src/plan/lower.ts";
import type { Pass } from "../../src/plan/passes.ts";
import { type Plan, plan } from "../../src/plan/plan.ts";
import { trafficOf } from "../../src/plan/traffic.ts";
import { uniformityOf } from "../../src/plan/uniformity.ts";
import { emit } from "../../src/runtime/host/wasm/emit.ts";
import { native } from "../../src/runtime/host/wasm/operate.ts";
import { format } from "../../src/runtime/host/wasm/wat.ts";
import { assemble } from "../../src/webassembly/assembler.ts";

const tensors: readonly Tensor[] = [
  { path: "weight", shape: [1024, 1024], size: 1024 * 1024, dtype: "float32" },
  { path: "bias", shape: [1024], size: 1024, dtype: "float32" },
];

/** A name without the place of its rule: `m` of `0/adam.m`. */
const short = (name: string): string => name.replace(/^.*\./, "");

/** An expression with short names. */
const expression = (node: Node): string =>
  toText(node)
    .replace(/(?:[\w/#@]+\.)+(?=[A-Za-z])/g, "")
    .replaceAll("(t + 0)", "t");

const fence = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

/** The nodes of the step: what each depends on, the operation, its arguments. */
function graphOf(): string {
  const groups = groupsOf(adam(), tensors);
  const expansion = expand(groups, undefined);
  const { scopeOf } = uniformityOf(expansion);
  const step = expansion.phases.find(({ name }) => name === "step")!;
  const roots = [
    ...[...step.next].map(([{ name }, byGroup]) => [name, byGroup.get(groups[0]!)!] as const),
    ["p", step.params.get(groups[0]!)!] as const,
  ];
  const nodes = topological(roots.map(([, node]) => node));
  const calls = nodes.filter((node): node is Call => node.kind === "call");
  const becomes = (node: Node) => roots.flatMap(([name, root]) => (root === node ? [`the new ${name}`] : []));
  const named = (node: Node): string =>
    node.kind === "call" ? `%${calls.indexOf(node) + 1}` : expression(node);
  return calls
    .map((call) =>
      [
        named(call).padEnd(4),
        scopeOf(call).padEnd(8),
        `${call.op} ${call.args.map(named).join(" ")}`.padEnd(16),
        ...becomes(call),
      ]
        .join(" ")
        .trimEnd(),
    )
    .join("\n");
}

/** The stages of the step: the host's values, then passes. */
function planOf({ phases }: Plan): string {
  return phases.step.stages
    .map(({ host, passes }, stage) =>
      [
        `stage ${stage + 1}`,
        "  host, once a step, in float64:",
        ...host.uniform.map((node) => `    ${expression(node)}`),
        ...passes.map(({ kernel, inputs }) => {
          const { reads, writes, bytes } = trafficOf(kernel);
          return [
            "  pass over the elements of weight and bias:",
            `    inputs  ${inputs.uniform.map(expression).join(", ")}`,
            `    reads   ${reads.map(short).join(" ")}`,
            `    writes  ${writes.map(short).join(" ")}`,
            `    moves   ${bytes} bytes an element`,
          ].join("\n");
        }),
      ].join("\n"),
    )
    .join("\n");
}

/** The values of a kernel, then what it stores. */
function kernelOf({ inputs }: Pass, { values, stores, roles }: Kernel): string {
  const lines = values.map((value, index) => {
    const what =
      value.kind === "load"
        ? `load ${short(roles[value.role]!)}`
        : value.kind === "constant"
          ? `constant ${value.value}`
          : value.kind === "call"
            ? `${value.op} ${value.args.map((arg) => `%${arg}`).join(" ")}`
            : `input ${expression(inputs[value.kind][value.index]!)}`;
    return `${`%${index}`.padEnd(4)} ${what}`;
  });
  return [...lines, ...stores.map(({ role, value }) => `store ${short(roles[role]!)} %${value}`)].join("\n");
}

/** The innermost loop, a statement a line. Of the pair of vectors of a turn the second is left out. */
function loopOf(kernel: Kernel): string {
  const { code, names } = emit(kernel);
  const lines = format(code, names).split("\n");
  const depth = (line: string) => line.length - line.trimStart().length;
  const loops = lines.flatMap((line, at) => (line.trim() === "loop" ? [at] : []));
  const begin = loops.reduce((a, b) => (depth(lines[b]!) > depth(lines[a]!) ? b : a));
  const end = lines.findIndex((line, at) => at > begin && line.trim() === "end");
  const statements: string[] = [];
  let open: string[] = [];
  for (const line of lines.slice(begin + 1, end)) {
    open.push(line.trim());
    if (!/^(local\.set|v128\.store|br_if)/.test(open.at(-1)!)) continue;
    statements.push(open.join(" "));
    open = [];
  }
  const isSecond = (statement: string) => statement.includes("offset=16");
  const second = statements.findIndex(isSecond);
  const after = statements.findLastIndex(isSecond) + 1;
  const shown = [
    ...statements.slice(0, second),
    ";; the same for the next vector, at offset=16",
    ...statements.slice(after),
  ];
  return ["loop", ...shown.map((statement) => wrapped(`  ${statement}`)), "end"].join("\n");
}

/** A line broken before 110 characters. */
const wrapped = (line: string): string => line.replace(/(.{60,106}) (?=\S{2}.{8})/g, "$1\n    ");

/** What the section says before each part, and the part. */
export function adamByExample(): string {
  const planned = plan(adam(), tensors);
  const pass = planned.phases.step.stages.at(-1)!.passes[0]!;
  const kernel = lowered(pass.kernel, native);
  const { instance } = planned.groups[0]!.links[0]!;
  const { code } = emit(kernel);
  const text = instance.rule.lines.map((line) => line.text).join("\n");
  return `**The text**, as it stands in \`src/optimizers/adam.ts\`. A name keeps its old value until its line assigns it.

${fence("", text)}

**The graph.** The rule's \`u\` is substituted into the rule that follows it, \`u = -learningRate*g\`, and that into \`p + u\`.
Every value stands once. Beside it stands what it depends on: \`uniform\` values are the same for a whole step.

${fence("", graphOf())}

**The plan** for two tensors, \`weight\` of 1024 x 1024 and \`bias\` of 1024. What does not change with the element is computed by
the host and is an input of the pass. Dividing by it becomes multiplying by its reciprocal.

${fence("", planOf(planned))}

**The kernel** of that pass, once what a device lacks is written with what it has (here nothing is lacking). Any optimizer with an equal
kernel runs the same code.

${fence("", kernelOf(pass, kernel))}

**The code** for WebAssembly, ${assemble(code).length} bytes in all: its inner loop. \`$u0\` is value \`%0\` in all lanes of a vector,
\`$at_m\` the address in m.

${fence("wat", loopOf(kernel))}`;
}

const [begin, end] = ["<!-- Adam, printed by npm run docs -->", "<!-- the end of what is printed -->"];

/** ARCHITECTURE.md with the section as it is now. @throws Error for a document without its marks. */
export function withExample(document: string): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`ARCHITECTURE.md has no ${begin} and ${end} to print between`);
  return `${document.slice(0, from + begin.length)}\n\n${adamByExample()}\n\n${document.slice(to)}`;
}
