/** What the trials of a comparison of steps say, in Markdown: how it is done, and the results once all are there. Computed from its folder alone. */
import { table } from "../peers/section.mjs";

/** A mean and half its interval, to two digits of the latter. */
export function spread({ mean, low, high }) {
  if (mean === null) return "diverged";
  const half = (high - low) / 2;
  const places = half > 0 ? Math.max(0, 1 - Math.floor(Math.log10(half))) : 4;
  return `${mean.toFixed(places)} ± ${half.toFixed(places)}`;
}

const rounded = (value, digits = 3) => String(Number(value.toPrecision(digits)));
const p = (value) => (value < 0.001 ? "p < .001" : `p ${value.toFixed(3)}`);
const named = (name) => `\`${name}\``;
const listed = (hyper) =>
  Object.entries(hyper ?? {})
    .map(([name, value]) => `${name} ${typeof value === "number" ? rounded(value) : value}`)
    .join(", ") || "–";

/** By which multiple of its default rates a trial ran. */
function multipleOf({ optimizer, hyper }, { entrants }) {
  const { rates } = entrants.find(({ name }) => name === optimizer);
  const [rate] = Object.keys(rates);
  return Number((hyper[rate] / rates[rate]).toPrecision(2));
}

/** The validation loss of each optimizer at each multiple of its rates, and a step's seconds. */
function choiceOf({ settings, trials }) {
  const tuned = trials.filter(({ trial }) => trial.purpose === "choice" && trial.seed === 0);
  const multiples = [...new Set(tuned.map(({ trial }) => multipleOf(trial, settings)))].sort((a, b) => a - b);
  const rows = settings.entrants.map(({ name, rates }) => {
    const own = tuned.filter(({ trial }) => trial.optimizer === name);
    const cells = multiples.map((multiple) => {
      const found = own.find(({ trial }) => multipleOf(trial, settings) === multiple);
      if (!found) return "–";
      return found.diverged ? "diverged" : found.validation.toFixed(3);
    });
    return [`${named(name)}, ${listed(rates)}`, ...cells];
  });
  return table(["default rates", ...multiples.map((multiple) => `x ${multiple}`)], rows);
}

/** What a pair shows, in a sentence: `muon` ends .05 ± .01 below `adamw` (p < .001). */
function sentenceOf({ one, other, better, corrected, difference, test }, metric) {
  if (better === undefined)
    return `- No difference is shown between ${named(one)} and ${named(other)} (${p(corrected)}).`;
  const worse = better === one ? other : one;
  if (test === "sign")
    return `- ${named(better)} is better than ${named(worse)} (${p(corrected)}; some seeds diverged).`;
  const sign = Math.sign(difference.mean);
  const size = spread({
    mean: sign * difference.mean,
    low: sign > 0 ? difference.low : -difference.high,
    high: sign > 0 ? difference.high : -difference.low,
  });
  const where = metric.better === "lower" ? "below" : "above";
  return `- ${named(better)} ends ${size} ${where} ${named(worse)} (${p(corrected)}).`;
}

function resultsOf({ settings, result: { problems } }) {
  const [{ metric, rows, pairs, steps }] = problems;
  const lines = rows.map((row) => [
    named(row.optimizer),
    listed(row.hyper),
    row.diverged > 0 ? `${row.diverged} of ${settings.seeds} diverged` : spread(row.test),
    row.diverged > 0 ? "–" : spread(row.validation),
    row.target.steps === null
      ? `missed (${row.target.reached} of ${settings.seeds})`
      : String(Math.round(row.target.steps)),
    rounded(row.seconds),
    rounded(row.seconds / steps),
  ]);
  const heads = [
    ...["optimizer", "chosen", `test ${metric.name}`, "validation loss"],
    ...[`steps to 1 % above the end of \`${settings.baseline}\``, "seconds a run", "seconds a step"],
  ];
  return [
    `Of ${settings.seeds} fresh seeds, the mean with its ${100 * settings.confidence} % t interval; seconds are medians:`,
    table(heads, lines),
    pairs.map((pair) => sentenceOf(pair, metric)).join("\n"),
  ].join("\n\n");
}

/** How it is compared, and how far that is. */
function planOf({ settings, trials }) {
  const { entrants, space, tuningSeeds, seeds, epochs, steps } = settings;
  const [choices, results] = ["choice", "result"].map(
    (purpose) => trials.filter(({ trial }) => trial.purpose === purpose).length,
  );
  const rates = entrants.map(({ name, rates }) => `${named(name)}: ${listed(rates)}`).join("; ");
  const counted = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
  return [
    `Each trains for ${epochs * steps} steps at ${rounded(space.low)} to ${rounded(space.high)} times its default rates, ${space.perDecade} multiples a decade, with ${counted(tuningSeeds, "seed")}; the lowest validation loss chooses the multiple, and ${counted(seeds, "fresh seed")} give the result. The default rates are ${rates}.`,
    `There is no result yet: ${counted(choices, "trial")} of the choice and ${results} of ${seeds * entrants.length} of the results are finished, and \`npm run evidence:matrices\` goes on from \`bench/logs/evidence\`.`,
  ].join("\n\n");
}

/** The section: how the methods are compared, or, once there is a result, what came out. */
export function sectionOf(folder) {
  const { settings, command, machines, result } = folder;
  const sh = `\`\`\`sh\nnpx ${command}\n\`\`\``;
  if (!result) return ["### How they are compared", sh, planOf(folder)].join("\n\n");
  const notes = result.notes.filter((note) =>
    /a better one may lie|at the edge of the grid|diverged at/.test(note),
  );
  return [
    "### What came out",
    sh,
    resultsOf(folder),
    `Validation loss after ${settings.epochs * settings.steps} steps with seed 0, by the multiple of the default rates:`,
    choiceOf(folder),
    ...(notes.length ? [notes.map((note) => `- ${note}`).join("\n")] : []),
    ...(machines.length
      ? [
          `Run on (other work on the machine makes seconds longer; optimizers take turns):\n\n${machines.map((line) => `- ${line}`).join("\n")}`,
        ]
      : []),
  ].join("\n\n");
}
