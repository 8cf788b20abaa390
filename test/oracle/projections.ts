// Oracles for bounds of parameters: the projected gradient method, and Adam with the same projection. Sources: Levitin,
// Polyak: Constrained minimization methods, USSR Computational Mathematics and Mathematical Physics 6 (1966), section 5:
// the point that the step reaches is replaced by the nearest one that is allowed; optax.projections' box, non-negative
// orthant and l2 ball; keras' MaxNorm for norms of units.
import { adamCases } from "./adam.ts";
import { type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";
import { unitsOf } from "./clipping.ts";
import { spans } from "./tensors.ts";
import { along } from "./transformation.ts";

type Rate = { learningRate: number };
type Adam = Rate & { b1: number; b2: number; eps: number };
type Box = { min: number; max: number };
type Ball = Rate & { radius: number; over: string };

/** The start is moved to the nearest allowed point too. */
function projected(inner: Oracle, nearest: (p: Float64Array) => void): Oracle {
  let hasBegun = false;
  return {
    step(p, g, learningRate) {
      if (!hasBegun) nearest(p);
      hasBegun = true;
      inner.step(p, g, learningRate);
      nearest(p);
    },
  };
}

const descent = (): Oracle => along(() => {});
const adam = (n: number, { b1, b2, eps }: Adam): Oracle =>
  adamCases["adam/default"]!.create(n, { b1, b2, eps });

const intoBox =
  ({ min, max }: Box) =>
  (p: Float64Array): void => {
    for (let i = 0; i < p.length; i++) {
      if (p[i]! < min) p[i] = min;
      else if (p[i]! > max) p[i] = max;
    }
  };

/** Elements whose norm is above the radius are all made shorter by the same factor. */
function intoBall({ radius, over }: Ball, n: number, shapes: Shapes): (p: Float64Array) => void {
  const tensors = spans(shapes);
  const range = (at: number, size: number): number[] => Array.from({ length: size }, (_, i) => at + i);
  const parts =
    over === "all"
      ? [range(0, n)]
      : tensors.flatMap((span) => (over === "unit" ? unitsOf(span, "rows") : [range(span.at, span.size)]));
  return (p) => {
    for (const part of parts) {
      const norm = Math.sqrt(part.reduce((sum, i) => sum + p[i]! * p[i]!, 0));
      if (norm > radius) for (const i of part) p[i] = (p[i]! / norm) * radius;
    }
  };
}

const boxed = (min: number, max: number) =>
  oracleCase("projectionBox", undefined, { learningRate: 0.1, min, max }, (_, options) =>
    projected(descent(), intoBox(options)),
  );
const boxedAdam = (min: number, max: number) =>
  oracleCase(
    "projectionBox",
    undefined,
    { learningRate: 0.05, b1: 0.9, b2: 0.99, eps: 1e-8, min, max },
    (n, options) => projected(adam(n, options), intoBox(options)),
  );
const inBall = (radius: number, over: string) =>
  oracleCase("projectionL2Ball", undefined, { learningRate: 0.1, radius, over }, (n, options, shapes) =>
    projected(descent(), intoBall(options, n, shapes)),
  );

/** The table's rows for bounds of parameters. */
export const projectionCases: Record<string, OracleCase> = {
  "projectionBox/default": boxed(-0.75, 1.5),
  "projectionBox/default+min": boxed(-0.25, Number.POSITIVE_INFINITY),
  "projectionBox/default+max": boxed(Number.NEGATIVE_INFINITY, 0.5),
  "projectionBox/default+adam": boxedAdam(-0.5, 0.25),
  "keepParamsNonnegative/default": oracleCase("keepParamsNonnegative", undefined, { learningRate: 0.1 }, () =>
    projected(descent(), intoBox({ min: 0, max: Number.POSITIVE_INFINITY })),
  ),
  "projectionL2Ball/default": inBall(2, "all"),
  "projectionL2Ball/default+tensor": inBall(1.5, "tensor"),
  "projectionL2Ball/default+unit": inBall(0.8, "unit"),
};
