/** The words of the language that the editor completes, with what each means; docs/language.md says more. */

/** A function or a constant. */
export interface Word {
  readonly name: string;
  /** Its arguments as they are written: `(a, b)`; empty for a constant. */
  readonly call: string;
  readonly meaning: string;
}

const word = (name: string, call: string, meaning: string): Word => ({ name, call, meaning });

/** Functions of numbers, in rules and in functions of x and y. */
export const functions: readonly Word[] = [
  word("abs", "(x)", "absolute value"),
  word("sqrt", "(x)", "square root"),
  word("square", "(x)", "x times itself"),
  word("cbrt", "(x)", "cube root"),
  word("pow", "(x, y)", "x to the power y, as x^y"),
  word("exp", "(x)", "e to the power x"),
  word("log", "(x)", "natural logarithm"),
  word("sin", "(x)", "sine, in radians"),
  word("cos", "(x)", "cosine, in radians"),
  word("atan", "(x)", "arc tangent, in radians"),
  word("tanh", "(x)", "hyperbolic tangent"),
  word("sign", "(x)", "1, -1 or 0"),
  word("floor", "(x)", "largest whole number up to x"),
  word("ceil", "(x)", "smallest whole number from x"),
  word("min", "(a, b)", "the smaller"),
  word("max", "(a, b)", "the larger"),
  word("clip", "(x, low, high)", "x within low and high"),
  word("where", "(condition, a, b)", "a where the condition holds, else b"),
  word("pi", "", "3.14159…"),
];

/** What only rules have: random numbers, and reductions over a whole parameter. */
export const ruleFunctions: readonly Word[] = [
  word("normal", "(seed)", "a random number of the normal distribution"),
  word("norm", "(x)", "Euclidean norm over the parameter"),
  word("mean", "(x)", "mean over the parameter"),
  word("sum", "(x)", "sum over the parameter"),
  word("sumSquares", "(x)", "sum of the squares over the parameter"),
  word("size", "(x)", "number of elements"),
  word("globalNorm", "(x)", "Euclidean norm over all parameters"),
  word("finite", "(x)", "whether all elements are finite"),
];

/** Names that a rule finds. */
export const given: readonly Word[] = [
  word("g", "", "the gradient"),
  word("p", "", "the parameter before the step; assigned: the new one"),
  word("t", "", "the number of the step, from 1"),
  word("u", "", "the direction: the step is -learningRate*u"),
  word("learningRate", "", "the rate of this contestant"),
  word("loss", "", "the loss of this step"),
  word("gradient", "", "the gradient, also where g has been changed"),
];

/** Words that begin a line of declarations. */
export const declarations: readonly Word[] = [
  word("hyper", "", "declares hyperparameters: hyper b1 = 0.9, eps = 1e-8"),
  word("state", "", "declares states and where they start: state m = 0"),
];
