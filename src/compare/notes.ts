/** What a reader must know in order to judge a comparison: how it was made, and where it is weak. */
import type { ProblemPlan } from "./plan.ts";
import { counted, lengthText } from "./problem.ts";
import { edgesOf, edgesOfAxes } from "./search.ts";
import type { Settings } from "./settings.ts";
import { ratesOf, type Span, spanOf } from "./space.ts";
import { MARGIN } from "./target.ts";

/** The notes, one sentence or two each. */
export function notesOf(plans: readonly ProblemPlan[], settings: Settings): string[] {
  const ofProblems = plans.flatMap(({ problem: { name, protocol = [] } }) =>
    protocol.map((sentence) => `${name}: ${sentence}`),
  );
  const divided = plans.some(({ problem }) => !problem.protocol);
  return [
    ...protocolOf(settings, divided),
    ...ofProblems,
    ...plans.flatMap((plan) => notesOfProblem(plan, settings)),
  ];
}

const division =
  " A seed decides which rows are validated on, initial values and order; the test rows are the same for all seeds and were read after the choice only.";

function protocolOf(
  { entrants, baseline, space, tuningSeeds, seeds, confidence }: Settings,
  divided: boolean,
): string[] {
  const percent = Number((100 * confidence).toPrecision(4));
  const points =
    space.kind === "grid"
      ? `the same ${entrants.some(({ rates }) => rates) ? "multiples of its default rates" : "learning rates"}, ${space.perDecade} a decade`
      : `the same ${space.points} quasirandom points over ${Object.keys(space.axes).join(", ")}`;
  const fixed = entrants.filter(({ search }) => search.length === 0).map(({ name }) => name);
  return [
    `Each optimizer is tried at ${points}, with ${counted(tuningSeeds, "seed")} a point; the lowest mean validation loss chooses.`,
    `Results are of ${seeds} fresh seeds, ${tuningSeeds} to ${tuningSeeds + seeds - 1}, the same for each optimizer.${divided ? division : ""}`,
    `Intervals are ${percent} % t intervals of the mean over seeds; pairs are compared by paired t tests, corrected for their number by Holm's procedure. Intervals of differences are not corrected.`,
    `The target of a seed is ${100 * MARGIN} % above the validation loss at which the tuned ${baseline} ends; the first evaluation that reaches it counts.`,
    ...entrants.flatMap(({ name, rates }) =>
      rates ? [`The default of ${name} is ${ratesText(rates)}.`] : [],
    ),
    ...(fixed.length ? [`Nothing was searched for ${fixed.join(", ")}.`] : []),
  ];
}

const ratesText = (rates: Readonly<Record<string, number>>): string =>
  Object.entries(rates)
    .map(([name, rate]) => `${name} ${rate}`)
    .join(", ");

function notesOfProblem(
  { problem, length, why, search, choices }: ProblemPlan,
  settings: Settings,
): string[] {
  const of = `${problem.name}: `;
  const notes = [`${of}${lengthText(length!)} (${why}).`];
  if (search?.span) notes.push(...grownNotes(of, search.span, settings));
  for (const { name } of settings.entrants) {
    const tried = search!.tried.get(name)!;
    const { low, high } = settings.space.kind === "grid" && tried.length > 1 ? edgesOf(tried) : none;
    if (!choices!.has(name)) notes.push(`${of}${name} diverged at every point; it counts as infinite.`);
    else if (low || high) {
      notes.push(
        `${of}the best rate of ${name} is the ${low ? "lowest" : "highest"} of the grid, which may grow no further; a better one may lie beyond.`,
      );
    }
    const axes = edgesOfAxes(settings, tried);
    if (axes.length)
      notes.push(
        `${of}the best point of ${name} lies at the edge of ${axes.join(" and ")}; a better one may lie beyond.`,
      );
  }
  return notes;
}

const none = { low: false, high: false };

function grownNotes(of: string, span: Span, { space, entrants }: Settings): string[] {
  if (space.kind !== "grid") return [];
  const start = spanOf(space);
  const added = [
    ...ratesOf(space, { first: span.first, last: start.first - 1 }),
    ...ratesOf(space, { first: start.last + 1, last: span.last }),
  ];
  if (added.length === 0) return [];
  return [
    `${of}a best rate was at the edge of the grid, which grew by ${entrants.some(({ rates }) => rates) ? "the multiples " : ""}${added.join(", ")} for every optimizer.`,
  ];
}
