/**
 * Reads the cells of a column as dates: 2020-12-31, 2020-12, 31/12/2020, 12/31/20, 31 Dec 2020, December 31, 2020, each with a time of
 * the day if it likes. Every cell must be one; which of day and month comes first is decided for the whole column.
 */

/** Dates of a column. */
export interface Dates {
  /** Days since 1 January 1970, NaN where a cell is missing. */
  readonly days: Float64Array;
  readonly dayFirst: boolean | undefined;
  /** The first cell whose day may be its month, where no cell of the column shows which. */
  readonly ambiguous: string | undefined;
}

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const month =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";
const time =
  "(?:[T ]+(\\d{1,2}):(\\d{2})(?::(\\d{2}(?:\\.\\d+)?))?(?: ?([ap])\\.?m\\.?)?(?: ?(Z|UTC|[+-]\\d{2}:?\\d{2}))?)?";
const pattern = (date: string) => new RegExp(`^${date}${time}$`, "i");
/** Each with its groups in the order year, month, day; of `either`, day and month as they stand. */
const yearFirst = pattern("(\\d{4})[-/.](\\d{1,2})(?:[-/.](\\d{1,2}))?");
const either = pattern("(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4}|\\d{2})");
const dayNamed = pattern(`(?:(\\d{1,2})[ -])?${month}[ -](\\d{4})`);
const monthNamed = pattern(`${month} (\\d{1,2}),? (\\d{4})`);

const DAY = 86_400_000;

/** The months of days since 1 January 1970, from 0; NaN where one is missing. */
export const monthsOf = (days: Float64Array): Float64Array =>
  days.map((day) => new Date(day * DAY).getUTCMonth());

/** Whether a cell is written as a date, if not that it is one. */
export const looksLikeDate = (cell: string): boolean =>
  [yearFirst, either, dayNamed, monthNamed].some((form) => form.test(cell));

/**
 * The dates of different cells and their places, or undefined where a cell is none; `dayFirst` decides about those that may be either.
 * Years of two digits are those from 1969 to 2068, as POSIX has it.
 */
export function readDates(
  { levels, codes }: { readonly levels: readonly string[]; readonly codes: Int32Array },
  dayFirst: boolean | undefined,
): Dates | undefined {
  let [dayPossible, monthPossible] = [dayFirst !== false, dayFirst !== true];
  let first: string | undefined;
  for (const cell of levels) {
    const [, one, two] = either.exec(cell) ?? [];
    if (one === undefined) continue;
    first ??= cell;
    if (Number(one) > 12) monthPossible = false;
    if (Number(two) > 12) dayPossible = false;
  }
  if (!dayPossible && !monthPossible) return undefined;
  const isDayFirst = !monthPossible;
  const known: number[] = [];
  for (const cell of levels) {
    const day = dayOf(cell, isDayFirst);
    if (day === undefined) return undefined;
    known.push(day);
  }
  const isOpen = first !== undefined && dayPossible && monthPossible;
  return {
    days: Float64Array.from(codes, (code) => known[code] ?? Number.NaN),
    dayFirst: first === undefined || isOpen ? undefined : isDayFirst,
    ambiguous: isOpen ? first : undefined,
  };
}

function dayOf(cell: string, isDayFirst: boolean): number | undefined {
  const iso = yearFirst.exec(cell);
  if (iso) return joined(iso[1]!, Number(iso[2]), iso[3], iso.slice(4));
  const numeric = either.exec(cell);
  if (numeric) {
    const [, one, two, year] = numeric as unknown as [string, string, string, string];
    return joined(year, Number(isDayFirst ? two : one), isDayFirst ? one : two, numeric.slice(4));
  }
  const named = dayNamed.exec(cell);
  if (named) return joined(named[3]!, numberOf(named[2]!), named[1], named.slice(4));
  const american = monthNamed.exec(cell);
  return american ? joined(american[3]!, numberOf(american[1]!), american[2], american.slice(4)) : undefined;
}

const numberOf = (name: string): number => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;

/** A day with its time; undefined where the calendar or the clock has none. */
function joined(
  year: string,
  monthNumber: number,
  day: string | undefined,
  [hours, minutes, seconds, half, zone]: readonly (string | undefined)[],
): number | undefined {
  const short = Number(year);
  const full = year.length === 4 ? short : short + (short < 69 ? 2000 : 1900);
  const dayNumber = Number(day ?? 1);
  const date = new Date(0);
  date.setUTCFullYear(full, monthNumber - 1, dayNumber);
  if (date.getUTCMonth() !== monthNumber - 1 || date.getUTCDate() !== dayNumber) return undefined;
  const hour = half ? (Number(hours) % 12) + (half.toLowerCase() === "p" ? 12 : 0) : Number(hours ?? 0);
  if (hour > 24 || Number(minutes ?? 0) > 59) return undefined;
  const [, sign, hh, mm] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? "") ?? [];
  const offset = (Number(hh ?? 0) * 60 + Number(mm ?? 0)) * (sign === "-" ? -1 : 1);
  const ms = ((hour * 60 + Number(minutes ?? 0) - offset) * 60 + Number(seconds ?? 0)) * 1000;
  return (date.getTime() + ms) / DAY;
}
