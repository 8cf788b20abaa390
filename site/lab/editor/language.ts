/** The language of rules in the editor: its colours and what it completes. What is wrong with a text comes from the worker. */
import { type Completion, type CompletionSource, snippetCompletion } from "@codemirror/autocomplete";
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { tags } from "@lezer/highlight";
import { declarations, functions, given, ruleFunctions, type Word } from "./vocabulary.ts";

/** A rule with its declarations, a function of x and y, or a formula of columns and parameters. */
export type Kind = "rule" | "function" | "formula";

const called = new Set([...functions, ...ruleFunctions].map(({ name }) => name));

/** Reads tokens line by line, as the parser does. */
const language = (kind: Kind) =>
  StreamLanguage.define<{ isDeclaration: boolean }>({
    name: kind,
    startState: () => ({ isDeclaration: false }),
    token(stream, state) {
      if (stream.sol()) state.isDeclaration = false;
      if (stream.eatSpace()) return null;
      if (kind === "formula" && stream.match(/`[^`]*`/)) return "variableName";
      if (stream.match(/#.*/)) return "comment";
      if (stream.match(/(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/)) return "number";
      const [name] = (stream.match(/[A-Za-z_]\w*/) as RegExpMatchArray | null) ?? [];
      if (name === undefined) {
        stream.next();
        return "operator";
      }
      const isFirst = stream.string.slice(0, stream.start).trim() === "";
      if (kind === "rule" && isFirst && (name === "hyper" || name === "state")) {
        state.isDeclaration = true;
        return "keyword";
      }
      if (called.has(name)) return "function";
      return stream.match(/\s*=(?!=)/, false) ? "definition" : "variableName";
    },
    tokenTable: {
      function: tags.function(tags.variableName),
      definition: tags.definition(tags.variableName),
    },
    languageData: { commentTokens: { line: "#" }, closeBrackets: { brackets: ["("] } },
  });

/** Colours by the page's own variables, which reach into a shadow root. */
const colours = HighlightStyle.define([
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
  { tag: tags.number, color: "var(--code-number)" },
  { tag: tags.keyword, color: "var(--code-keyword)", fontWeight: "600" },
  { tag: tags.function(tags.variableName), color: "var(--code-function)" },
  { tag: tags.definition(tags.variableName), color: "var(--code-definition)", fontWeight: "600" },
]);

const completionOf =
  (type: string) =>
  ({ name, call, meaning }: Word): Completion => {
    const shown = { label: name, detail: call, info: meaning, type };
    if (!call) return shown;
    return snippetCompletion(`${name}(${call.slice(1, -1).replace(/\w+/g, (each) => `\${${each}}`)})`, shown);
  };

/** Names that lines above assign or declare. */
function namesOf(text: string): string[] {
  const lines = text.replace(/#.*/g, "").matchAll(/([A-Za-z_]\w*)\s*=(?!=)/g);
  return [...new Set([...lines].map(([, name]) => name as string))];
}

const plane: readonly Word[] = ["x", "y"].map((name) => ({ name, call: "", meaning: "a coordinate" }));

/** @param words - what a formula finds besides functions, now. */
const completionsOf = (kind: Kind, words: () => readonly Word[]): CompletionSource => {
  const fixed = [
    ...(kind === "rule" ? given : kind === "function" ? plane : []).map(completionOf("variable")),
    ...functions.map(completionOf("function")),
    ...(kind === "rule" ? ruleFunctions.map(completionOf("function")) : []),
  ];
  const first = kind === "rule" ? declarations.map(completionOf("keyword")) : [];
  return (context) => {
    const word = context.matchBefore(/\w*/);
    if (!word || (word.from === word.to && !context.explicit) || /^\d/.test(word.text)) return null;
    const line = context.state.doc.lineAt(word.from);
    const isFirst = context.state.sliceDoc(line.from, word.from).trim() === "";
    const known = new Set(fixed.map(({ label }) => label));
    const own = namesOf(context.state.sliceDoc(0, line.from)).filter((name) => !known.has(name));
    return {
      from: word.from,
      options: [
        ...own.map((label): Completion => ({ label, type: "variable", boost: 2 })),
        ...words().map((word) => completionOf(word.call ? "function" : "variable")(word)),
        ...fixed,
        ...(isFirst ? first : []),
      ],
      validFor: /^\w*$/,
    };
  };
};

/** What the editor needs to know of the language. */
export const languageOf = (kind: Kind, words: () => readonly Word[] = () => []) => {
  const own = language(kind);
  return [own, own.data.of({ autocomplete: completionsOf(kind, words) }), syntaxHighlighting(colours)];
};
