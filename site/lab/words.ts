/** What the page says of an experiment in words. */
import type { Contestant, Experiment, ProblemSetup } from "../engine/experiment.ts";
import { surfaces } from "../engine/problems/surfaces.ts";
import { exampleOf } from "./problems.ts";

const titles: Readonly<Record<Exclude<ProblemSetup["kind"], "surface">, string>> = {
  function: "your f(x, y)",
  regression: "a regression",
  "quadratic-deep": "a deep quadratic",
  spirals: "two spirals",
  matrix: "a 2 x 2 matrix",
  gradients: "your gradients",
};

/** A problem by its name. */
export function titleOf(problem: ProblemSetup): string {
  if (problem.kind === "surface") return surfaces[problem.name]?.title ?? problem.name;
  const example = problem.kind === "gradients" && exampleOf(problem)?.[1].title;
  return example ? `example ${example.replace(/:.*/, "")}` : titles[problem.kind];
}

/** Several names as one reads them aloud: "Adam, Yogi and Lion". */
export function inARow(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "Nobody") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** Who races on what. */
export function whatIsSeen(shown: readonly Contestant[], { problem, rates }: Experiment): string {
  const names = shown.length > 4 ? `${shown.length} optimizers` : inARow(shown.map(({ label }) => label));
  const problemTitle = titleOf(problem);
  if (shown.length === 0) return `${names} races on ${problemTitle}.`;
  if (shown.length === 1) return `${names} runs on ${problemTitle}.`;
  return `${names} race on ${problemTitle}, ${ratesInWords(shown, rates)}.`;
}

function ratesInWords(shown: readonly Contestant[], rates: Experiment["rates"]): string {
  if (rates === "same") return "all at one rate";
  const byHand = shown.filter(({ rate }) => rate !== null).length;
  if (byHand === 0) return "each at the rate that suits it best";
  return byHand === shown.length ? "each at a rate set by hand" : "some at a rate set by hand";
}

/** A loss as short as its size allows. */
export function shortLoss(loss: number | undefined): string {
  if (loss === undefined) return "";
  if (!Number.isFinite(loss)) return "diverged";
  const size = Math.abs(loss);
  return size !== 0 && (size < 0.001 || size >= 10_000) ? loss.toExponential(1) : loss.toPrecision(3);
}

/** A number of a setting, without digits that nobody set. */
export const settingNumber = (value: number): string => String(Number(value.toPrecision(4)));
