/**
 * The names in a rule's text, checked by the TypeScript compiler: template literal types walk the text.
 * Finds misspelt names, states that are never assigned and a missing `u`; grammar and types are the parser's.
 */

type Letter =
  | "a"
  | "b"
  | "c"
  | "d"
  | "e"
  | "f"
  | "g"
  | "h"
  | "i"
  | "j"
  | "k"
  | "l"
  | "m"
  | "n"
  | "o"
  | "p"
  | "q"
  | "r"
  | "s"
  | "t"
  | "u"
  | "v"
  | "w"
  | "x"
  | "y"
  | "z";
type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";
type WordCharacter = Letter | Uppercase<Letter> | Digit | "_";

/** Functions of the language: `operations` that are called by name, and those written in terms of them. */
type FunctionName =
  | "abs"
  | "sqrt"
  | "floor"
  | "sign"
  | "exp"
  | "log"
  | "min"
  | "max"
  | "where"
  | "project"
  | "outside"
  | "sum"
  | "sumSquares"
  | "size"
  | "mean"
  | "norm"
  | "finite"
  | "normal"
  | `unit${"Sum" | "SumSquares" | "Size" | "Mean" | "Norm"}`
  | `${"row" | "column"}${"Sum" | "Max" | "Size" | "Mean"}`
  | `global${"Sum" | "SumSquares" | "Size" | "Mean" | "Norm" | "Finite"}`;

type Trim<Text extends string> = Text extends `${" " | "\t"}${infer Rest}`
  ? Trim<Rest>
  : Text extends `${infer Rest}${" " | "\t"}`
    ? Trim<Rest>
    : Text;

/** The words of an expression that are names, as a union; numbers are left out. */
type Words<
  Text extends string,
  Word extends string = "",
  Found extends string = never,
> = Text extends `${infer Head}${infer Tail}`
  ? Head extends WordCharacter
    ? Words<Tail, `${Word}${Head}`, Found>
    : Words<Tail, "", Word extends "" | `${Digit}${string}` ? Found : Found | Word>
  : Word extends "" | `${Digit}${string}`
    ? Found
    : Found | Word;

/** `true`, or what is wrong with the text. */
type Check<
  Text extends string,
  Known extends string,
  State extends string,
  Assigned extends string = never,
> = Text extends `${infer Line}\n${infer Rest}`
  ? CheckLine<Trim<Line>, Known | Assigned> extends infer Result
    ? Result extends { target: infer Target extends string }
      ? Check<Rest, Known, State, Assigned | Target>
      : Result
    : never
  : CheckLine<Trim<Text>, Known | Assigned> extends infer Result
    ? Result extends { target: infer Target extends string }
      ? CheckAssigned<Exclude<State | "u", Assigned | Target>>
      : Result
    : never;

type CheckLine<Line extends string, Known extends string> = Line extends ""
  ? { target: never }
  : Line extends `${infer Target}=${infer Value}`
    ? [Exclude<Words<Value>, Known | FunctionName>] extends [never]
      ? { target: Trim<Target> }
      : `unknown name "${Exclude<Words<Value>, Known | FunctionName>}" in "${Line}"`
    : `expected "name = expression", found "${Line}"`;

type CheckAssigned<Missing extends string> = [Missing] extends [never]
  ? true
  : `"${Missing}" is never assigned`;

/** A type that no text has and whose display is the message. */
interface Problem<Message> {
  readonly problem: Message;
}

/** `unknown` where the names of the text are right, else a type that says what is wrong. A computed string passes. */
export type Checked<Text extends string, Hyper extends string, State extends string> = string extends Text
  ? unknown
  : Check<Text, Hyper | State | "g" | "p" | "t" | "gradient" | "loss", State> extends infer Result
    ? Result extends true
      ? unknown
      : Problem<Result>
    : never;
