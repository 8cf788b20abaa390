/**
 * A problem as TypeScript: short for functions of the plane; for data the lab's own sources, so that a reader sees, and runs, exactly what was
 * raced on.
 */
import type { FunctionSetup, ProblemSetup, SurfaceSetup } from "./experiment.ts";
import experimentSource from "./experiment.ts?raw";
import { numberText, objectText, valueText } from "./export-text.ts";
import { tableOf } from "./problems/auto-mpg.ts";
import batchesSource from "./problems/batches.ts?raw";
import gradientsSource from "./problems/gradients.ts?raw";
import matrixSource from "./problems/matrix.ts?raw";
import perceptronSource from "./problems/perceptron.ts?raw";
import problemSource from "./problems/problem.ts?raw";
import regressionSource from "./problems/regression.ts?raw";
import spiralsSource from "./problems/spirals.ts?raw";
import { surfaces } from "./problems/surfaces.ts";

/** Code that defines `problem`, and what it imports: names by module. */
export interface ProblemCode {
  readonly text: string;
  readonly imports: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The code of a problem with the random numbers of the first seed. */
export function problemCode(setup: ProblemSetup): ProblemCode {
  switch (setup.kind) {
    case "surface":
    case "function":
      return planeCode(setup);
    case "quadratic-deep":
      return {
        text: `const { start, testLoss: loss, gradient } = quadraticDeepProblem({ seed: 0, batchSize: ${setup.batchSize} });
const problem = { start, loss, gradient };`,
        imports: new Map([["glissade/train", new Set(["quadraticDeepProblem"])]]),
      };
    case "regression": {
      const learning = { table: tableOf(setup.data), batchSize: setup.batchSize };
      return sourceCode([batchesSource, regressionSource], "regressionProblem", learning);
    }
    case "spirals":
      return sourceCode([batchesSource, perceptronSource, spiralsSource], "spiralsProblem", setup);
    case "matrix":
      return sourceCode([matrixSource], "matrixProblem", setup);
    case "gradients":
      return sourceCode([gradientsSource], "gradientsProblem", setup);
  }
}

function planeCode(setup: SurfaceSetup | FunctionSetup): ProblemCode {
  const text = setup.kind === "function" ? setup.text : surfaces[setup.name]?.text;
  if (text === undefined) throw new RangeError("there is no such surface");
  const { start, noise } = setup;
  const added = (index: number) =>
    noise === 0 ? "" : ` + ${numberText(noise)} * normal(0, step, ${index}, "gradient noise")`;
  return {
    text: `const f = expression(${valueText(text)}, { names: ["x", "y"] });
const [at, dx, dy] = [f, f.derivative("x"), f.derivative("y")].map((part) => part.toFunction(["x", "y"])) as [
  (x: number, y: number) => number,
  (x: number, y: number) => number,
  (x: number, y: number) => number,
];
const problem = {
  start: Float64Array.of(${start.map(numberText).join(", ")}),
  loss: (p: Float64Array) => at(p[0]!, p[1]!),
  /** Writes the gradient of a step; returns its loss. */
  gradient(p: Float64Array, step: number, into: Float64Array): number {
    const [x, y] = [p[0]!, p[1]!];
    into[0] = dx(x, y)${added(0)};
    into[1] = dy(x, y)${added(1)};
    return at(x, y);
  },
};`.replace(noise === 0 ? "step: number, into" : /$^/, "_step: number, into"),
    imports: new Map([["glissade/language", new Set(["expression", ...(noise === 0 ? [] : ["normal"])])]]),
  };
}

const importing = /^import\s+(type\s+)?([\s\S]*?)\s+from\s+"([^"]+)";\n/gm;

/** Sources one after the other; their imports from the library are collected, those from each other left out. */
function sourceCode(sources: readonly string[], make: string, given: object): ProblemCode {
  const imports = new Map<string, Set<string>>();
  const bodies = [experimentSource, problemSource, ...sources].map((source) => {
    const renamed: string[] = [];
    const body = source.replace(importing, (_, isType: string | undefined, names: string, from: string) => {
      const listed = names
        .replace(/[{}\s]+/g, " ")
        .split(",")
        .map((name) => name.trim())
        .filter(Boolean);
      for (const name of isType ? [] : listed) {
        if (from.startsWith("glissade")) imports.set(from, (imports.get(from) ?? new Set()).add(name));
        const [, own, other] = /^(\w+) as (\w+)$/.exec(name) ?? [];
        if (other) renamed.push(`const ${other} = ${own};\n`);
      }
      return "";
    });
    return `${renamed.join("")}${body.replace(/^export (?=(async )?(function|const|class|interface|type)\b)/gm, "").replace(/^export type \{[^}]*\};\n/gm, "")}`.trim();
  });
  const text = `${bodies.join("\n\n")}

const problem = ${make}(${objectText(given as Record<string, unknown>)}).forSeed(0);`;
  return { text, imports };
}
