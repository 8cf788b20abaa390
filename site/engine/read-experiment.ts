/** Checks an experiment that comes from outside: every field, its kind and its size. What the library refuses, the race says. */
import { contestantIds } from "./contestant.ts";
import {
  bounds,
  type Contestant,
  type Experiment,
  type Method,
  type OptionValues,
  type Point,
  type ProblemSetup,
  type ScheduleSetup,
  type StepLoss,
  type TableSetup,
  type Window,
  type WrapperSetup,
} from "./experiment.ts";
import { LinkError } from "./link-error.ts";
import {
  byKind,
  exactly,
  flag,
  interval,
  list,
  nullable,
  number,
  object,
  oneOf,
  type Reader,
  record,
  text,
  whole,
} from "./readers.ts";

/** What fields are where they are left out. Never changed: old links rely on them. */
export const defaults = {
  isHidden: false,
  schedule: null,
  wrappers: [],
  rate: null,
  tuned: null,
  options: {},
  noise: 0,
  rates: "own",
  seeds: 1,
  sameRate: 0.01,
  bounds: null,
} as const;

const far = 1e9;
const coordinate = number(-far, far);
const point: Reader<Point> = (value, at) => list(coordinate, 2, 2)(value, at) as unknown as Point;
const window = object<Window>({ x: interval(coordinate), y: interval(coordinate) });
const noise = number(0, far);
const batchSize = whole(1, bounds.rows);
/** What the page shows within its own sentences: no character that would reorder or break them. */
const word: Reader<string> = (value, at) => {
  const read = text(60)(value, at);
  if (!/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(read)) return read;
  throw new LinkError(`${at} must be a text without control characters`);
};

const table: Reader<TableSetup> = (value, at) => {
  const read = object<TableSetup>({
    name: word,
    columns: list(word, 2, bounds.columns),
    rows: list(list(coordinate, 2, bounds.columns), 1, bounds.rows),
  })(value, at);
  const { columns, rows } = read;
  const wrong = rows.findIndex((row) => row.length !== columns.length);
  if (wrong < 0) return read;
  throw new LinkError(
    `${at}.rows[${wrong}] must have a number for each of ${columns.length} columns; got ${rows[wrong]?.length}`,
  );
};

const stepLoss = object<StepLoss>({ text: text(bounds.functionLength), period: whole(1, bounds.period) });

const [mostHidden] = bounds.hidden;
const problem = byKind<ProblemSetup>({
  surface: object({ kind: exactly("surface"), name: word, start: point, noise }, defaults),
  function: object(
    { kind: exactly("function"), text: text(bounds.functionLength), start: point, window, noise },
    defaults,
  ),
  regression: object({
    kind: exactly("regression"),
    data: (value, at) => (value === "auto-mpg" ? value : table(value, at)),
    batchSize,
  }),
  "quadratic-deep": object({ kind: exactly("quadratic-deep"), batchSize }),
  spirals: object(
    {
      kind: exactly("spirals"),
      hidden: list(whole(1, mostHidden), 1, bounds.hidden.length),
      batchSize,
      noise,
    },
    defaults,
  ),
  matrix: object({ kind: exactly("matrix"), condition: number(1, bounds.condition) }),
  gradients: object(
    {
      kind: exactly("gradients"),
      gradients: (value, at) =>
        Array.isArray(value) ? list(coordinate, 1, bounds.gradients)(value, at) : stepLoss(value, at),
      start: coordinate,
      bounds: nullable(interval(coordinate)),
    },
    defaults,
  ),
});

/** JSON has no infinity: links have it as a text. */
const optionValue: Reader<number | string | boolean> = (value, at) => {
  if (value === "Infinity" || value === Infinity) return Infinity;
  if (value === "-Infinity" || value === -Infinity) return -Infinity;
  if (typeof value === "boolean") return value;
  return typeof value === "string" ? text(200)(value, at) : number()(value, at);
};
const options = record(optionValue, 40) as Reader<OptionValues>;
const named = object<ScheduleSetup & WrapperSetup>({ name: word, options }, defaults);

const contestant = object<Contestant>(
  {
    id: oneOf(...contestantIds),
    label: word,
    isHidden: flag,
    method: byKind<Method>({
      optimizer: object({ kind: exactly("optimizer"), name: word, options }, defaults),
      rule: object({ kind: exactly("rule"), name: word, text: text(bounds.ruleLength) }),
    }),
    schedule: nullable(named),
    wrappers: list(named, 0, 8),
    rate: nullable(number(0, far)),
    tuned: nullable(number(0, far)),
  },
  defaults,
);

const experiment = object<Experiment>(
  {
    version: (value) => readVersion(value),
    problem,
    contestants: list(contestant, 0, bounds.contestants),
    steps: whole(1, bounds.steps),
    seeds: whole(1, bounds.seeds),
    rates: oneOf("own", "same"),
    sameRate: number(0, far),
  },
  defaults,
);

function readVersion(value: unknown): 1 {
  if (value === 1) return value;
  if (Number.isInteger(value) && (value as number) > 1)
    throw new LinkError(
      `the experiment is of version ${value}, made by a newer lab; this one opens version 1: open it with the newest`,
    );
  throw new LinkError("this is no experiment of the lab: it has no version");
}

/**
 * Reads an experiment.
 *
 * @throws LinkError naming the field, what was given and what is expected.
 */
export function readExperiment(value: unknown): Experiment {
  if (typeof value === "object" && value !== null) readVersion((value as { version?: unknown }).version);
  const read = experiment(value, "");
  const ids = read.contestants.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined)
    throw new LinkError(`contestants must have ids of their own; "${twice}" is given twice`);
  return read;
}
