/** The names in the text of one expression, known to the TypeScript compiler. */
import type { FunctionName } from "./functions.ts";
import type { WithoutComment, Words } from "./names.ts";

type InLines<Text extends string, Found extends string = never> = Text extends `${infer Line}\n${infer Rest}`
  ? InLines<Rest, Found | Words<WithoutComment<Line>>>
  : Found | Words<WithoutComment<Text>>;

/** The names of a literal text; any text for one that the compiler does not know. */
export type NamesIn<Text extends string> = string extends Text
  ? string
  : Exclude<InLines<Text>, FunctionName>;
