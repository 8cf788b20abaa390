/**
 * The names in a rule's text, checked by the TypeScript compiler: template literal types walk the text.
 * Finds misspelt names, states that are never assigned and a missing `u`; grammar and types are the parser's.
 */

import type { FunctionName, MatrixFunctionName } from "./functions.ts";

type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";

type Trim<Text extends string> = Text extends `${" " | "\t" | "\r"}${infer Rest}`
  ? Trim<Rest>
  : Text extends `${infer Rest}${" " | "\t" | "\r"}`
    ? Trim<Rest>
    : Text;

/**
 * The parts of texts between a sign, as a union. The compiler follows a type that ends in itself 1,000 times: eight signs a
 * turn make 8,000 of a kind in one line.
 */
type Split<
  Text extends string,
  Sign extends string,
  Found extends string = never,
> = Text extends `${infer A}${Sign}${infer B}${Sign}${infer C}${Sign}${infer D}${Sign}${infer E}${Sign}${infer F}${Sign}${infer G}${Sign}${infer H}${Sign}${infer Rest}`
  ? Split<Rest, Sign, Found | A | B | C | D | E | F | G | H>
  : Text extends `${infer A}${Sign}${infer Rest}`
    ? Split<Rest, Sign, Found | A>
    : Found | Text;

/** Splits by every sign of the language, one after the other. */
type SplitAll<Text extends string, Signs extends readonly string[]> = Signs extends readonly [
  infer Sign extends string,
  ...infer Rest extends readonly string[],
]
  ? SplitAll<Split<Text, Sign>, Rest>
  : Text;
type Signs = [" ", "*", "+", "-", "/", "^", "(", ")", ",", "<", ">", "=", "&", "|", "!", "\t", "@", "'", "."];

/** The literal texts of a union. The compiler does not know texts that a program computes. */
type Literal<Text extends string> = Text extends unknown
  ? Record<never, never> extends Record<Text, 1>
    ? never
    : Text
  : never;

/** The words of an expression that are names, as a union; numbers are left out. */
export type Words<Text extends string> = Literal<
  Exclude<SplitAll<Text, Signs>, "" | `${Digit}${string}` | `.${string}`>
>;

export type WithoutComment<Line extends string> = Line extends `${infer Code}#${string}` ? Code : Line;

/** `true`, or what is wrong with the text; `Due` are the names that it must assign. */
type Check<
  Text extends string,
  Known extends string,
  Due extends string,
  Assigned extends string = never,
> = Text extends `${infer Line}\n${infer Rest}`
  ? CheckLine<Trim<WithoutComment<Line>>, Known | Assigned> extends infer Result
    ? Result extends { target: infer Target extends string }
      ? Check<Rest, Known, Due, Assigned | Target>
      : Result
    : never
  : CheckLine<Trim<WithoutComment<Text>>, Known | Assigned> extends infer Result
    ? Result extends { target: infer Target extends string }
      ? CheckAssigned<Exclude<Due, Assigned | Target>>
      : Result
    : never;

type CheckLine<Line extends string, Known extends string> = Line extends "" | `repeat ${string}`
  ? { target: never }
  : Line extends `when ${infer Condition}`
    ? [Exclude<Words<Condition>, Known | FunctionName>] extends [never]
      ? { target: never }
      : `unknown name "${Exclude<Words<Condition>, Known | FunctionName>}" in "${Line}"`
    : Line extends `${infer Target}=${infer Value}`
      ? [Exclude<Words<Value>, Known | FunctionName>] extends [never]
        ? { target: Trim<Target> }
        : `unknown name "${Exclude<Words<Value>, Known | FunctionName>}" in "${Line}"`
      : `expected "name = expression", found "${Line}"`;

type CheckAssigned<Missing extends string> = [Missing] extends [never]
  ? true
  : `"${Missing}" is never assigned`;

/** A type that no text has; the compiler shows its message. */
export interface Problem<Message> {
  readonly problem: Message;
}

/** `unknown` where nothing is wrong. */
type Verdict<Result> = [Result] extends [true] ? unknown : Problem<Exclude<Result, true>>;

type Given = "g" | "p" | "t" | "gradient" | "loss";

/**
 * `unknown` where the names of the text, or of each text of a union, are right, else a type that says what is wrong. A computed
 * string passes.
 */
export type Checked<Text extends string, Hyper extends string, State extends string> = string extends Text
  ? unknown
  : Verdict<Check<Text, Hyper | State | Given, State | "u">>;

type Replaced<
  Text extends string,
  Sign extends string,
  Done extends string = "",
> = Text extends `${infer A}${Sign}${infer B}` ? Replaced<B, Sign, `${Done}${A}\n`> : `${Done}${Text}`;

/** A text of matrices with a line for each statement. */
type Statements<Text extends string, Done extends string = ""> = Text extends `${infer Line}\n${infer Rest}`
  ? Statements<Rest, `${Done}${StatementsIn<WithoutComment<Line>>}\n`>
  : `${Done}${StatementsIn<WithoutComment<Text>>}`;

type StatementsIn<Line extends string> = Replaced<Replaced<Replaced<Line, ";">, "{">, "}">;

/** The same for a text of matrices. */
export type CheckedMatrices<
  Text extends string,
  Hyper extends string,
  State extends string,
> = string extends Text
  ? unknown
  : Verdict<Check<Statements<Text>, Hyper | State | Given | MatrixFunctionName, State | "u">>;

/** The same for lines that take the place of lines of a text: it knows `Known` besides, and `State` are the states that these add. */
export type CheckedLines<Text extends string, Known extends string, State extends string> = Verdict<
  Check<Text, Known | State | Given, State>
>;

/** The names that a text assigns. */
export type Targets<Text extends string> = Text extends `${infer Line}\n${infer Rest}`
  ? Target<Line> | Targets<Rest>
  : Target<Text>;

type Target<Line extends string> =
  WithoutComment<Line> extends `${infer Name}=${string}` ? Trim<Name> : never;
