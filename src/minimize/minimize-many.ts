/**
 * Minimisation of many small problems with parameters alike: one descent goes through them, one after the other, and begins anew
 * at each start. Its memory and its compiled kernels serve all of them.
 */
import { display, type Leaf } from "../descent/leaf.ts";
import { type Live, ParameterError, readTree, type Tree } from "../descent/tree.ts";
import { callback, list } from "../options/kinds.ts";
import { argumentOf, OptionError, readerOf } from "../options/option.ts";
import { searchFrom } from "./begin.ts";
import type { MinimizeStep, Minimum } from "./minimum.ts";
import type { Objective } from "./objective.ts";
import { declared, type SearchOptions } from "./options.ts";
import { limitsOf } from "./tolerance.ts";

/** The function of a problem: its value at `x`; it writes the gradient. `index` is the problem's place among the starts. */
export type ProblemObjective<P> = (x: Live<P>, gradient: Live<P>, index: number) => number;

/** Options of `minimizeMany`. */
export interface MinimizeManyOptions<P = unknown> extends SearchOptions {
  /**
   * Called after each step of a problem, with the problem's place among the starts. That problem ends if it returns `false` or a
   * promise of `false`; other results are ignored.
   */
  readonly onStep?: { call(step: MinimizeStep<P>, index: number): unknown }["call"] | undefined;
}

const read = readerOf<MinimizeManyOptions>("minimizeMany", declared);
const readFunction = argumentOf(
  "minimizeMany",
  "fun",
  callback("a function of x, its gradient and the problem's index"),
);
const readStarts = argumentOf("minimizeMany", "starts", list);

/**
 * Minimises many small problems, such as a curve for each user: each as `minimize` does alone, with the same bits. Each stops by itself;
 * norms, losses, declined steps, `t`, schedules and averages are its own. 10,000 problems of three parameters take a hundred steps in
 * a fraction of a second, since only the first compiles.
 *
 * A problem is finished before the next begins, so that the data of one problem stays in the processor's caches. Any optimizer will do.
 * Schedules must be functions of the count alone, as all are.
 *
 * @param fun - as that of `minimize`, with the problem's index last. With `gradient: "central"` it takes `(x, index)`.
 * @param starts - the start of each problem: trees with the same paths, shapes and types. They are copied.
 * @returns what was found for each start, in their order.
 * @throws OptionError for wrong or missing options, ParameterError for starts that are not alike: both before the function is called.
 *   ParameterError as `minimize` throws it, with the problem's index; and whatever `fun` and `onStep` throw.
 * @example
 * const times = [0, 1, 2, 3];
 * const users = [[4, 2, 1, 0.5], [9, 3, 1, 0.3]]; // a decay for each
 * const loss = ([a, b]: Float64Array, gradient: Float64Array, user: number) => {
 *   gradient.fill(0);
 *   return times.reduce((sum, t, i) => {
 *     const decay = Math.exp(-b! * t);
 *     const error = a! * decay - users[user]![i]!;
 *     gradient[0]! += 2 * error * decay;
 *     gradient[1]! -= 2 * error * a! * t * decay;
 *     return sum + error ** 2;
 *   }, 0);
 * };
 * const found = await minimizeMany(loss, users.map(() => [1, 1]), { optimizer: adam({ learningRate: 0.05 }) });
 * found.map(({ x }) => x[1]!.toFixed(1)) // ["0.7", "1.1"]
 */
export async function minimizeMany<const P>(
  fun: (x: Live<P>, index: number) => number,
  starts: readonly P[],
  options: MinimizeManyOptions<NoInfer<P>> & { readonly gradient: "central" },
): Promise<Minimum<P>[]>;
/** The same with a function that writes its gradient. */
export async function minimizeMany<const P>(
  fun: ProblemObjective<P>,
  starts: readonly P[],
  options: MinimizeManyOptions<NoInfer<P>>,
): Promise<Minimum<P>[]>;
export async function minimizeMany<const P>(
  fun: ProblemObjective<P> | ((x: Live<P>, index: number) => number),
  starts: readonly P[],
  options: MinimizeManyOptions,
): Promise<Minimum<P>[]> {
  readFunction(fun);
  readStarts(starts);
  refuseRanks(options);
  const settings = read(options);
  const { steps = 1000, tolerance, onStep, gradient } = settings;
  const limits = limitsOf(tolerance);
  if (starts.length === 0) return [];
  const { length } = starts;
  const { tree, values, size } = readAll(starts);
  let index = 0;
  const objective = (
    gradient
      ? (x: Live<P>) => (fun as (x: Live<P>, index: number) => number)(x, index)
      : (x: Live<P>, g: Live<P>) => (fun as ProblemObjective<P>)(x, g, index)
  ) as Objective<P>;
  const after = onStep && ((step: MinimizeStep<P>) => onStep(step as MinimizeStep<unknown>, index));
  const search = await searchFrom<P>(objective, starts[0]!, tree, settings);
  const found: Minimum<P>[] = [];
  try {
    for (; index < length; index++) {
      search.restart(values, index * size);
      found.push(await search.until(limits, steps, after));
    }
    return found;
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error;
    throw new ParameterError(`problem ${index}: ${error.message}`, { cause: error });
  } finally {
    search.dispose();
  }
}

/** @throws OptionError for processes: each would solve all problems. */
function refuseRanks(options: object | undefined): void {
  const option = ["world", "shard"].find((name) => Object.hasOwn(Object(options), name));
  if (option !== undefined)
    throw new OptionError(
      `minimizeMany has no ${option}: processes do not share problems; call it on each with starts of its own`,
    );
}

/** The tree of the first start, and the values of all: one start after the other, `size` numbers each. */
interface Starts {
  readonly tree: Tree;
  readonly values: Float64Array;
  readonly size: number;
}

/** Reads and copies all starts. @throws ParameterError for one that is not like the first. */
function readAll(starts: readonly unknown[]): Starts {
  const tree = readStart(starts[0], 0);
  const size = tree.leaves.reduce((sum, leaf) => sum + leaf.size, 0);
  const values = new Float64Array(size * starts.length);
  let at = 0;
  for (let index = 0; index < starts.length; index++) {
    const other = readStart(starts[index], index);
    checkAlike(other.leaves, tree.leaves, index);
    for (const leaf of other.values) for (let i = 0; i < leaf.length; i++) values[at++] = leaf[i]!;
  }
  return { tree, values, size };
}

function readStart(start: unknown, index: number): Tree {
  try {
    return readTree(start);
  } catch (error) {
    const { message, cause } = error as ParameterError;
    throw new ParameterError(`starts[${index}]: ${message}`, { cause });
  }
}

function checkAlike(given: readonly Leaf[], meant: readonly Leaf[], index: number): void {
  for (let i = 0; i < Math.max(given.length, meant.length); i++) {
    const [a, b] = [given[i], meant[i]];
    const isAlike =
      a &&
      b &&
      a.path === b.path &&
      a.dtype === b.dtype &&
      a.half === b.half &&
      a.form === b.form &&
      a.shape.join() === b.shape.join();
    if (isAlike) continue;
    throw new ParameterError(
      `starts[${index}] must have the paths, shapes and types of starts[0]; expected ${described(b)}, got ${described(a)}`,
    );
  }
}

const described = (leaf: Leaf | undefined): string =>
  leaf?.form === "number"
    ? `the number ${display(leaf.path)}`
    : leaf
      ? `${display(leaf.path)} of shape [${leaf.shape.join(", ")}] in ${leaf.half ? "16 bits" : leaf.dtype}`
      : "no more parameters";
