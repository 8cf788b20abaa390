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

/** What must be put right; empty if nothing. */
export function complaints(
  { verdicts, failing }: Pick<Findings, "verdicts" | "failing">,
  known = equivalences,
): string[] {
  const found = new Map(verdicts.map((verdict) => [`${verdict.rule}: ${verdict.mutant.to}`, verdict]));
  const listed = known.flatMap(({ mutants }) =>
    Object.entries(mutants).flatMap(([rule, changes]) => changes.map((to) => `${rule}: ${to}`)),
  );
  const unnoticed = verdicts.filter((verdict) => isSurvivor(verdict) && !reasonFor(verdict, known));
  return [
    ...failing.map((reason) => `the optimizer itself fails: ${reason}`),
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

/** The page: the score, by kind and by rule, and what is equivalent. */
export function page({ verdicts, unfit }: Findings): string {
  const [all = 0, killed = 0, equivalent = 0, survived = 0] = countsOf(verdicts);
  const score = Math.floor((1000 * killed) / (all - equivalent)) / 10;
  return `# Mutation score

Every rule of every optimizer is changed in one place, as a hand that copies equations from a paper would get it wrong,
and the conformance table must notice: at least one row that uses the rule must leave the trajectory of the oracle by
more than 1e-12. \`npm run mutants\` makes this page; it fails where a mutant survives that is not listed here.

**${score} %**: of ${all} mutants ${killed} were noticed, ${equivalent} cannot be, ${survived} survived.

## By kind

${table(
  ["kind", "what"],
  group(verdicts, ({ mutant }) => mutant.kind),
  (kind) => [kind, kinds[kind]],
)}

## By rule

A rule is named after the first row of the table that uses it.

${table(
  ["rule"],
  group(verdicts, ({ rule }) => rule),
  (rule) => [rule],
)}

## Equivalent mutants

${equivalences.map((entry) => equivalenceText(entry, verdicts)).join("\n\n")}

## Problems that a row cannot be held to

Each row is run on gradients of scales from 1e-20 to 1e20 side by side (\`extreme\`), on tensors of moderate scales
(\`shaped\`), where gradients, rates and sums are 0 (\`quiet\`), and on what it demands besides. Where an optimizer itself
leaves the oracle's trajectory, since rounding is all that is left of an element, the problem does not count for the row.

${unfit.map((line) => `- ${line}`).join("\n") || "None."}
`;
}

function equivalenceText({ reason, mutants }: Equivalence, verdicts: readonly Verdict[]): string {
  const lines = Object.entries(mutants).flatMap(([rule, changes]) =>
    changes.map((to) => {
      const from = verdicts.find((verdict) => verdict.rule === rule && verdict.mutant.to === to)?.mutant.from;
      return `- ${rule}: \`${from}\` as \`${to}\``;
    }),
  );
  return `Since ${reason}:\n\n${lines.join("\n")}`;
}

function group<K>(verdicts: readonly Verdict[], keyOf: (verdict: Verdict) => K): Map<K, Verdict[]> {
  const groups = new Map<K, Verdict[]>();
  for (const verdict of verdicts)
    groups.set(keyOf(verdict), [...(groups.get(keyOf(verdict)) ?? []), verdict]);
  return groups;
}

function table<K>(
  head: readonly string[],
  groups: ReadonlyMap<K, readonly Verdict[]>,
  cells: (key: K) => readonly string[],
): string {
  const row = (texts: readonly (string | number)[]) => `| ${texts.join(" | ")} |`;
  const counted = ["mutants", "killed", "equivalent", "survived"];
  return [
    row([...head, ...counted]),
    row([...head.map(() => "---"), ...counted.map(() => "---:")]),
    ...[...groups].map(([key, verdicts]) => row([...cells(key), ...countsOf(verdicts)])),
  ].join("\n");
}
