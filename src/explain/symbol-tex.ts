/** Names of rules as papers write them. */

const greek = new Set(["alpha", "beta", "gamma", "eta", "lambda", "mu", "nu", "rho"]);

/** Names that papers write as a letter. */
const lettered: Readonly<Record<string, string>> = {
  learningRate: "\\eta",
  weightDecay: "\\lambda",
  momentum: "\\mu",
  dampening: "\\tau",
};

function letterOf(name: string): string | undefined {
  if (name === "b") return "\\beta";
  if (name === "eps") return "\\epsilon";
  if (greek.has(name)) return `\\${name}`;
  return name.length === 1 ? name : undefined;
}

/** The TeX of a name, such as `\hat{m}_t` of `mHat`; `time` is its last index. */
export function symbolTex(name: string, time = ""): string {
  const next = /^(.+)Next$/.exec(name);
  if (next && letterOf(next[1]!)) return symbolTex(next[1]!, `${time}+1`);
  // Two capitals are a matrix and its side, as Q of L.
  const [, matrix, side] = /^([A-Z])([A-Z])$/.exec(name) ?? [];
  if (matrix) return `${matrix}_{${[side, time].filter(Boolean).join(",")}}`;
  // A schedule inside the rule: the hyperparameter's value at this step.
  const atStep = /^(.+)T$/.exec(name);
  if (atStep) return symbolTex(atStep[1]!, time);
  const [, word, digits] = /^(.*?)(\d*)$/.exec(name)!;
  const [, stem, rest = ""] = /^([a-z]+)([A-Z].*)?$/.exec(word!) ?? [name, word];
  // b1 is the first of several betas; b alone is a letter.
  const own = lettered[name] ?? (name === "b" ? name : letterOf(word!));
  const letter = own ?? (rest && letterOf(stem!));
  const index = [letter && digits, time].filter(Boolean).join(",");
  const below = index.length > 1 ? `_{${index}}` : index && `_${index}`;
  if (!letter) return `\\mathrm{${name}}${below}`;
  if (own) return own + below;
  if (rest === "Hat" || rest === "Bar") return `\\${rest.toLowerCase()}{${letter}}${below}`;
  return `${letter}^{\\mathrm{${rest.toLowerCase()}}}${below}`;
}
