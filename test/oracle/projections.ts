// Oracles for bounds of parameters: the projected gradient method, and Adam with the same projection. Sources: Levitin,
// Polyak: Constrained minimization methods, USSR Computational Mathematics and Mathematical Physics 6 (1966), section 5:
// the point that the step reaches is replaced by the nearest one that is allowed; optax.projections' box, non-negative
// orthant and l2 ball; keras' MaxNorm for norms of units.
import { adamCases } from "./adam.ts";
import { type Options, type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";
import { unitsOf } from "./clipping.ts";
import { ramp, rms } from "./schedule-free.ts";
import { spans } from "./tensors.ts";
import { along } from "./transformation.ts";

type Rate = { learningRate: number };
type Adam = Rate & { b1: number; b2: number; eps: number };
type Box = { min: number; max: number };
type ScheduleFree = Rate & { warmup: number; weightPower: number; weightDecay: number };
type ScheduleFreeSgd = ScheduleFree & { momentum: number };
type ScheduleFreeAdam = ScheduleFree & Adam;
type Nearest = (p: Float64Array) => void;
type Ball = Rate & { radius: number; over: string };

/** The start is moved to the nearest allowed point too. */
function projected(inner: Oracle, nearest: Nearest): Oracle {
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

/**
 * Schedule-free, where z takes the projected step: x is the average of the z, and y lies between both. `direction` is what a
 * base optimizer makes of the gradient at y, `factor` what else its rate is multiplied by.
 */
function scheduleFree(
  n: number,
  { momentum: b, warmup, weightPower }: ScheduleFreeSgd,
  nearest: Nearest,
  direction: ReturnType<typeof rms>,
  factor = (_t: number): number => 1,
): Oracle {
  const [x, z] = [new Float64Array(n), new Float64Array(n)];
  let [t, sum, largest] = [0, 0, 0];
  return {
    step(y, g, learningRate) {
      t += 1;
      if (t === 1) {
        nearest(y);
        for (const point of [x, z]) point.set(y);
      }
      const rate = learningRate * ramp(t, warmup) * factor(t);
      largest = Math.max(largest, rate);
      sum += largest ** weightPower;
      const c = sum === 0 ? 0 : largest ** weightPower / sum;
      const d = direction(y, g, t);
      for (let i = 0; i < n; i++) z[i] = z[i]! - rate * d[i]!;
      nearest(z);
      for (let i = 0; i < n; i++) {
        x[i] = (1 - c) * x[i]! + c * z[i]!;
        y[i] = (1 - b) * z[i]! + b * x[i]!;
      }
    },
    evaluation: (y) => (t === 0 ? y.slice() : x.slice()),
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

const shares = { weightPower: 0.5, weightDecay: 0.1 };
/** The steps are longer than 1, and the box so wide that not every step is cut. */
const wide = { min: -2.75, max: 4, warmup: 0 };
/** Long steps in wide boxes. */
const long = { min: -7.6, max: 7.7, warmup: 0 };
const longer = { min: -30, max: 30.5, warmup: 0 };
const near = { radius: 2, over: "all", learningRate: 0.3, warmup: 12 };
const sgd = { learningRate: 5, momentum: 0.8 };
const adamw = { learningRate: 2.1, b1: 0.8, b2: 0.5, eps: 1e-6 };

/** The rows of a schedule-free form: in two boxes and in a ball. */
function scheduleFreeCases<O extends Omit<ScheduleFree, "warmup"> & Options>(
  name: string,
  like: "paper" | undefined,
  options: O,
  form: (n: number, options: O & { warmup: number }, nearest: Nearest) => Oracle,
): Record<string, OracleCase> {
  const key = `${like ?? "default"}+${name}`;
  const boxedIn = (box: Box & { warmup: number }, learningRate: number) =>
    oracleCase("projectionBox", like, { ...options, ...box, learningRate }, (n, given) =>
      form(n, given, intoBox(given)),
    );
  const inBalls = oracleCase("projectionL2Ball", like, { ...options, ...near }, (n, given, shapes) =>
    form(n, given, intoBall(given, n, shapes)),
  );
  return {
    [`projectionBox/${key}`]: boxedIn(wide, options.learningRate),
    [`projectionBox/${key}+long`]: "b1" in options ? boxedIn(long, 8) : boxedIn(longer, 5),
    [`projectionL2Ball/${key}`]: inBalls,
  };
}

const freeSgd = (n: number, options: ScheduleFreeSgd, nearest: Nearest) =>
  scheduleFree(n, options, nearest, (y, g) => g.map((value, i) => value + options.weightDecay * y[i]!));
const freeAdamw = (isPaper: boolean) => (n: number, options: ScheduleFreeAdam, nearest: Nearest) =>
  scheduleFree(
    n,
    { ...options, momentum: options.b1 },
    nearest,
    rms(n, options, !isPaper),
    isPaper ? (t) => Math.sqrt(1 - options.b2 ** t) : undefined,
  );

/** The table's rows for bounds of parameters. */
export const projectionCases: Record<string, OracleCase> = {
  "projectionBox/default": boxed(-0.75, 1.5),
  "projectionBox/default+rounded": boxed(-0.3, 0.6),
  "projectionBox/default+min": boxed(-0.25, Number.POSITIVE_INFINITY),
  "projectionBox/default+max": boxed(Number.NEGATIVE_INFINITY, 0.5),
  "projectionBox/default+adam": boxedAdam(-0.5, 0.25),
  ...scheduleFreeCases("scheduleFreeSgd", undefined, { ...sgd, ...shares }, freeSgd),
  ...scheduleFreeCases("scheduleFreeAdamw", undefined, { ...adamw, ...shares }, freeAdamw(false)),
  ...scheduleFreeCases("scheduleFreeAdamw", "paper", { ...adamw, ...shares }, freeAdamw(true)),
  "keepParamsNonnegative/default": oracleCase("keepParamsNonnegative", undefined, { learningRate: 0.1 }, () =>
    projected(descent(), intoBox({ min: 0, max: Number.POSITIVE_INFINITY })),
  ),
  "projectionL2Ball/default": inBall(2, "all"),
  "projectionL2Ball/default+tensor": inBall(1.5, "tensor"),
  "projectionL2Ball/default+unit": inBall(0.8, "unit"),
};
