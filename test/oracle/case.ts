// The shape of an oracle and of a named case: one optimizer, one library's reading of it, one set of options.
// Holds no formula; those stand one family a file beside this one. An oracle is meant to be read next to the
// paper: scalar float64 loops in the order in which the paper or the library writes them, nothing shared with src.

/** A running optimizer for one flat parameter of `n` elements; its moments and step count live inside. */
export interface Oracle {
  /**
   * One step. Updates `p` in place from the gradient `g`, both of length `n`; leaves `g` alone. The step count is
   * kept inside and is 1 at the first call. The rate is given at each step so that a test can change it; `loss`, the
   * loss at `p`, is read by forms that ask for it.
   */
  step(p: Float64Array, g: Float64Array, learningRate: number, loss?: number): void;
  /**
   * A step that the parameter takes no part in, for want of a gradient, where the library counts it all the same. Forms with a
   * count for each parameter are not told.
   */
  skip?(learningRate: number): void;
  /** Other values of options from the next step on. */
  change?(options: Options): void;
  /** Takes in what is known beside gradients, before a step. Leaves `values` alone. */
  estimate?(values: Float64Array): void;
  /** The step with the gradients that wait for one; none where none waits. */
  flush?(p: Float64Array, learningRate: number): void;
  /** The parameters to evaluate with, where they are others than `p`: averages, schedule-free x. Leaves `p` alone. */
  evaluation?(p: Float64Array): Float64Array;
  /** The number of steps taken so far, where not every gradient makes one: the rate of a schedule is that of this count. */
  readonly taken?: number;
}

/** Shapes of the tensors that lie one after the other in the flat parameter. */
export type Shapes = readonly (readonly number[])[];

/** Options as an optimizer takes them, all but `like`. */
export type Options = { readonly [name: string]: number | boolean | string };

/** Whose formula is meant; a case without it is the library's own default form. */
export type Like = "torch" | "optax" | "keras" | "textbook" | "paper" | "timm" | "dion";

/** The name of an optimizer as it is exported by the package. */
export type OptimizerName = string;

/** Further problems for a form: gradients and tensors that reach its own conditions. */
export interface Demands {
  /** Values that are not finite, which gradients have now and then. */
  readonly holes?: readonly number[];
  /** Whether it takes a tensor of thousands of elements. */
  readonly wide?: boolean;
  /** Tensors with normal gradients, where the eigenvectors of others are left open. */
  readonly tensors?: Readonly<Record<string, readonly number[]>>;
  /** Options that change from step to step, and the values that they have by turns. Such a form has `change`. */
  readonly changes?: Readonly<Record<string, readonly number[]>>;
  /** Whether it takes gradients of 1e-10 to 1e-4. */
  readonly faint?: boolean;
  /** Whether it takes so many steps that float32 loses what a plain average adds. */
  readonly drifts?: boolean;
  /** Whether it takes vectors that are written as matrices. */
  readonly flat?: boolean;
  /** Whether a step may be taken with the gradients that there are. */
  readonly flushes?: boolean;
  /** Whether it is told estimates of the curvature now and then. */
  readonly estimates?: boolean;
  /** The losses that it takes. */
  readonly losses?: readonly number[];
}

/** One row of the table of oracles. */
export interface OracleCase {
  readonly optimizer: OptimizerName;
  readonly like: Like | undefined;
  /** Every hyperparameter that the form reads, spelled out, so that nothing hangs on a default. */
  readonly options: Options & { readonly learningRate: number };
  /**
   * True where the formula subtracts two nearly equal numbers as long as a gradient stays constant (the centered
   * denominator): two correct float64 programs then differ by more than rounding. Leave constant gradients out.
   */
  readonly cancelsWhenConstant: boolean;
  readonly demands: Demands;
  /**
   * A fresh oracle for `n` elements; `changed` replaces some of the case's options. `shapes` are those of the tensors
   * that the elements belong to; one vector without it.
   */
  create(n: number, changed?: Options, shapes?: Shapes): Oracle;
}

/** One row from a form and its options; the form sees the options with their own types. */
export function oracleCase<O extends Options & { readonly learningRate: number }>(
  optimizer: OptimizerName,
  like: Like | undefined,
  options: O,
  form: (n: number, options: O, shapes: Shapes) => Oracle,
  demands: Demands = {},
): OracleCase {
  return {
    optimizer,
    like,
    options,
    cancelsWhenConstant: options.centered === true,
    demands,
    create: (n, changed, shapes = [[n]]) => form(n, { ...options, ...changed }, shapes),
  };
}
