/** The tokens of one line of a rule. Space and comments, from `#` to the end of the line, are left out. */

/** A token and its place in the rule's text. */
export interface Token {
  readonly kind: "number" | "name" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

const tokenPattern =
  /(?<space>\s+|#.*)|(?<number>(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)|(?<name>[A-Za-z_]\w*)|(?<sign><=|>=|==|!=|&&|\|\||[-+*/^()<>!,=])/sy;

/** The same with the signs of matrices: products, transposes, and signs with a dot, which work element by element; no number ends in one. */
const matrixTokenPattern = new RegExp(
  tokenPattern.source
    .replace("\\.?\\d*|", "(?:\\.\\d+|\\.(?![-+*/^]))?|")
    .replace("[-+*/^()", "[-+@'*/^()")
    .replace("<=|", "\\.[-+*/^]|<=|"),
  tokenPattern.flags,
);

/** Tokens of a line, the last one of kind `end`; `offset` is where the line begins in the text, `isOfMatrices` whether it may have their signs. */
export function tokenize(
  source: string,
  offset: number,
  fail: (problem: string, at: number) => never,
  isOfMatrices = false,
): Token[] {
  const pattern = isOfMatrices ? matrixTokenPattern : tokenPattern;
  const tokens: Token[] = [];
  let [at, end] = [0, 0];
  while (at < source.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (!match) {
      const character = String.fromCodePoint(source.codePointAt(at)!);
      const rest = /\p{Letter}/u.test(character)
        ? "; names are made of the letters a to z, digits and _"
        : character === "@"
          ? "; products of matrices are for rules of matrixRule"
          : "";
      return fail(`unexpected character "${character}"${rest}`, offset + at);
    }
    const text = match[0];
    const groups = match.groups!;
    const kind = groups.number ? "number" : groups.name ? "name" : "sign";
    if (!groups.space) {
      tokens.push({ kind, text, at: offset + at });
      end = at + text.length;
    }
    at += text.length;
  }
  tokens.push({ kind: "end", text: "", at: offset + end });
  return tokens;
}

/** A token as messages call it. */
export const describe = (token: Token): string =>
  token.kind === "end" ? "the end of the line" : `"${token.text}"`;
