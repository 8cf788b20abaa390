/** The gate's findings in words: what is wrong, and the published page. */
import type { Equivalence } from "./equivalence.ts";
import { equivalences } from "./equivalent.ts";
import type { Findings, Verdict } from "./gate.ts";
import type { Kind } from "./variants.ts";

const kinds: Readonly<Record<Kind, string>> = {
  sign: "`+` for `-`, a minus left out",
  operator: "`*` for `/`, `min` for `max`, one comparison for another",
  operand: "another name of the rule; two operands the wrong way round",
  constant: "c + 1, 2c or 0 for a literal c",
  step: "t - 1 or t + 1 for t",
  correction: "1 - b^t left out, multiplied by, of another b, otherwise wrong",
  eps: "eps left out, on the other side of the root, another name",
  term: "a term, factor, divisor or alternative left out",
  function: "a root, sign, absolute value or power left out",
  reduction: "another sum, or over other elements",
  state: "an old value where the new one is meant, a state that is never updated",
  order: "two lines swapped",
  initial: "a state that starts elsewhere",
};

const reasonFor = (verdict: Verdict, known = equivalences): Equivalence | undefined =>
  known.find(({ mutants }) => mutants[verdict.rule]?.includes(verdict.mutant.to));

const isSurvivor = (verdict: Verdict): boolean => verdict.killer === undefined;

/**
 * Rows that cannot be held to a problem: rounding is all that is left of an element there, so the optimizer itself leaves the
 * oracle's trajectory.
 */
const unfitRows: readonly string[] = [
  // Rounding decides eigenvectors of matrices that are nearly singular; their own tensors are compared.
  ...["", "+often", "+whole", "+quick", "+sums", "+sums+short", "+blocks"].map(
    (form) => `shampoo/default${form}, extreme`,
  ),
  ...["rmsprop", "adagrad", "sgd", "none"].flatMap((grafting) =>
    ["", "+sums", "+short", "+sums+short"].map((form) => `shampoo/default+${grafting}${form}, extreme`),
  ),
  ...["", "+often", "+each", "+both"].map((form) => `soap/default${form}, extreme`),
  ...["default", "default+low", "default+across", "paper", "paper+low"].flatMap((form) =>
    ["extreme", "vanishing"].map((problem) => `dion/${form}, ${problem}`),
  ),
  "soap/default+often, vanishing",
  ...["quiet", "vanishing"].map((problem) => `soap/default+each, ${problem}`),
  ...["shaped", "vanishing"].map((problem) => `soap/default+both, ${problem}`),
  "projectionL2Ball/default+scheduleFreeSgd, extreme",
  "keepParamsNonnegative/default, golden optax/keepParamsNonnegative-default",
];

/** What must be put right; empty if nothing. Of what is listed as known only that of rows whose name matches. */
export function complaints(
  { verdicts, failing, unfit }: Pick<Findings, "verdicts" | "failing" | "unfit">,
  known = equivalences,
  knownUnfit = unfitRows,
  names = /^/,
): string[] {
  const found = new Map(verdicts.map((verdict) => [`${verdict.rule}: ${verdict.mutant.to}`, verdict]));
  const listed = known.flatMap(({ mutants }) =>
    Object.entries(mutants)
      .filter(([rule]) => names.test(rule.replace(/^.* of /, "")))
      .flatMap(([rule, changes]) => changes.map((to) => `${rule}: ${to}`)),
  );
  const unnoticed = verdicts.filter((verdict) => isSurvivor(verdict) && !reasonFor(verdict, known));
  return [
    ...failing.map((reason) => `the optimizer itself fails: ${reason}`),
    ...unfit
      .filter((trial) => !knownUnfit.includes(trial))
      .map((trial) => `the optimizer itself leaves the oracle's trajectory: ${trial}`),
    ...knownUnfit
      .filter((trial) => names.test(trial) && !unfit.includes(trial))
      .map((trial) => `listed as a row that cannot be held to a problem, but it can: ${trial}`),
    ...[...group(unnoticed, ({ rule, mutant }) => `${rule}:\n    ${mutant.from}`)].map(
      ([place, survivors]) =>
        `survived in ${place}\n${survivors.map(({ mutant }) => `        ${mutant.to}`).join("\n")}`,
    ),
    ...listed
      .filter((key) => !found.has(key))
      .map((key) => `listed as equivalent, but there is no such mutant: ${key}`),
    ...listed
      .filter((key) => found.get(key)?.killer)
      .map((key) => `listed as equivalent, but killed by ${found.get(key)!.killer}: ${key}`),
  ];
}

/** Mutants, killed, equivalent and survived ones, of some verdicts. */
function countsOf(verdicts: readonly Verdict[]): number[] {
  const survivors = verdicts.filter(isSurvivor);
  const equivalent = survivors.filter((verdict) => reasonFor(verdict)).length;
  return [verdicts.length, verdicts.length - survivors.length, equivalent, survivors.length - equivalent];
}

/** The page: the score, by kind. */
export function page({ verdicts }: Pick<Findings, "verdicts">): string {
  const [all = 0, killed = 0, equivalent = 0, survived = 0] = countsOf(verdicts);
  const score = Math.floor((1000 * killed) / (all - equivalent)) / 10;
  return `# Mutation score

Every rule of every optimizer is changed in one place, as a hand that copies equations from a paper would get it wrong,
and the conformance table must notice: at least one row that uses the rule must leave the trajectory of the oracle by
more than 1e-12, or find a matrix that it cannot take. \`npm run mutants\` fails where one survives; \`npm run mutants -- -u\`
writes this page. Mutants that are equal to their rule, each with the reason: \`tools/mutants/equivalent.ts\`.

**${score} %**: of ${all} mutants ${killed} were noticed, ${equivalent} cannot be, ${survived} survived.

${table(verdicts)}
`;
}

function group<K>(verdicts: readonly Verdict[], keyOf: (verdict: Verdict) => K): Map<K, Verdict[]> {
  const groups = new Map<K, Verdict[]>();
  for (const verdict of verdicts)
    groups.set(keyOf(verdict), [...(groups.get(keyOf(verdict)) ?? []), verdict]);
  return groups;
}

function table(verdicts: readonly Verdict[]): string {
  const row = (...cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [
    row("kind", "what", "mutants", "killed", "equivalent", "survived"),
    row("---", "---", "---:", "---:", "---:", "---:"),
    ...[...group(verdicts, ({ mutant }) => mutant.kind)].map(([kind, of]) =>
      row(kind, kinds[kind], ...countsOf(of)),
    ),
  ].join("\n");
}
