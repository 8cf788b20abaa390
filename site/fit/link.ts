/** A fit as the fragment of a link, and back: data and all. It is a stranger's input: everything is checked, and all sizes are bounded. */

import { LinkError } from "../engine/link-error.ts";
import { packed, unpacked } from "../engine/packed.ts";
import { list, nullable, number, object, oneOf, type Reader, text } from "../engine/readers.ts";
import { examples } from "./examples.ts";
import { type FitSetup, type FitTable, most, type ParameterBounds, usual } from "./setup.ts";

/** The fragment of a link, without `#`. @throws LinkError for data that are too large for one. */
export function encodeFit(setup: FitSetup): Promise<string> {
  const { table, start, fixed, bounds, ...rest } = setup;
  const known = examples.find((each) => each.setup.table === table)?.name;
  const held = {
    ...rest,
    table: known ?? {
      name: table.name,
      names: Object.keys(table.columns),
      columns: Object.values(table.columns),
    },
    start: start && Object.entries(start),
    fixed: Object.entries(fixed),
    bounds: Object.entries(bounds),
  };
  const isUsual = (name: string, value: unknown) =>
    JSON.stringify(value) === JSON.stringify(asLinked[name as keyof typeof asLinked]);
  const given = Object.entries(held).filter(([name, value]) => !isUsual(name, value));
  return packed(Object.fromEntries(given), "the data");
}

/** Fields that are left out. */
const asLinked = { ...usual, fixed: [], bounds: [] };

/** Opens the fragment of a link. @throws LinkError, in words for the one who opens it. */
export async function decodeFit(fragment: string): Promise<FitSetup> {
  return readFit(await unpacked(fragment, "page"), "the fit");
}

const name = text(most.name);

const table: Reader<FitTable> = (value, at) => {
  const known = examples.find((each) => each.name === value);
  if (known) return known.setup.table;
  if (typeof value === "string") throw new LinkError(`${at}: there is no example ${JSON.stringify(value)}`);
  const read = object<{ name: string; names: string[]; columns: number[][] }>({
    name: text(1000),
    names: list(name, 2, most.columns),
    columns: list(list(number(), 1, most.rows), 2, most.columns),
  })(value, at);
  const rows = read.columns[0]?.length;
  if (read.names.length !== read.columns.length || read.columns.some(({ length }) => length !== rows))
    throw new LinkError(`${at} must have as many names as columns, all of one length`);
  if (new Set(read.names).size < read.names.length || read.names.some((each) => /[`\p{Cc}]|^$/u.test(each)))
    throw new LinkError(`${at} must have names that differ, without backquotes`);
  return {
    name: read.name,
    columns: Object.fromEntries(read.names.map((each, index) => [each, read.columns[index] as number[]])),
  };
};

/** Values by names, as a list of pairs. */
const pairs =
  <T>(read: Reader<T>): Reader<Readonly<Record<string, T>>> =>
  (value, at) =>
    Object.fromEntries(
      list<[string, T]>(
        (pair, where) => {
          const [first, second] = list((each) => each, 2, 2)(pair, where);
          return [name(first, `${where}[0]`), read(second, `${where}[1]`)];
        },
        0,
        100,
      )(value, at),
    );

const readFit = object<FitSetup>(
  {
    table,
    formula: text(most.formula),
    start: nullable(pairs(number())),
    fixed: pairs(number()),
    bounds: pairs(object<ParameterBounds>({ min: nullable(number()), max: nullable(number()) })),
    weights: nullable(
      object<NonNullable<FitSetup["weights"]>>({ column: name, are: oneOf("weights", "sigmas", "absolute") }),
    ),
    loss: oneOf("linear", "soft_l1", "huber", "cauchy", "arctan"),
    fScale: number(1e-300, 1e300),
    confidence: number(0.5, 0.9999),
  },
  asLinked,
);
