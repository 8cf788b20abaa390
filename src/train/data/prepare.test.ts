/** Examples from data frames against plain arithmetic: what training rows teach, what is left out, and what is said. */
import { deviation, mean } from "d3-array";
import { describe, expect, it } from "vitest";
import { OptionError } from "../../options/option.ts";
import { random } from "../random.ts";
import { DataError } from "./data-error.ts";
import { type FrameOptions, parseFrame } from "./parse-frame.ts";
import { preparationFrom } from "./preparation-json.ts";
import { type PrepareOptions, prepare } from "./prepare.ts";

const frameOf = (text: string, options: Partial<FrameOptions> = {}) =>
  parseFrame(text, { name: "houses", origin: "made up", optionPrefix: "--", ...options });
const regression = (options: Partial<PrepareOptions> = {}): PrepareOptions => ({
  task: "regression",
  optionPrefix: "--",
  ...options,
});
const refusal = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as DataError).message;
  }
  return expect.fail("was taken");
};

const towns = ["Bath", "Ely", "York"];
const next = random(1);
const rows = Array.from({ length: 200 }, (_, row) => ({
  rooms: row % 7 === 3 ? undefined : 1 + next.integer(8),
  town: row % 50 === 49 ? `Rare ${row}` : row % 40 === 5 ? undefined : towns[next.integer(3)]!,
  sold: `${1 + (row % 28)}/${1 + next.integer(12)}/${2000 + next.integer(20)}`,
  agent: `agent ${row}`,
  price: row === 17 ? undefined : 100 + next.integer(1000),
}));
const csv = ["rooms,town,sold,agent,price"]
  .concat(
    rows.map((row) =>
      Object.values(row)
        .map((cell) => cell ?? "")
        .join(","),
    ),
  )
  .join("\n");
const frame = frameOf(csv);

describe("prepare", () => {
  it("standardises numbers and the target by the training rows alone", () => {
    const { train, validation, test, preparation } = prepare(frame, regression({ impute: true }));
    expect([train.x.shape, validation.x.shape[0], test.count]).toEqual([[139, 5], 30, 30]);
    const columnOf = (data: ArrayLike<number>, width: number, column: number) =>
      Array.from(data).filter((_, at) => at % width === column);
    const y = columnOf(train.y.data, 1, 0);
    expect(mean(y)).toBeCloseTo(0, 6);
    expect(deviation(y)! * Math.sqrt(138 / 139)).toBeCloseTo(1, 6);
    const prices = preparation.restore(y);
    const known = rows.map(({ price }) => price);
    for (const price of prices) expect(known.some((one) => Math.abs(one! - price) < 1e-3)).toBe(true);
    expect(preparation.center).toBeCloseTo(mean(prices)!, 3);
    // Rooms that are filled in with the median are not exactly of mean 0, but all are those of known rooms.
    const all = new Set(rows.map(({ rooms }) => rooms));
    const { encoders } = preparation.toJSON();
    const [rooms] = encoders as [Extract<(typeof encoders)[number], { kind: "number" }>];
    for (const value of columnOf(train.x.data, 5, 0))
      expect(all).toContain(Math.round(value * rooms.deviation + rooms.center));
  });

  it("makes categories one-hot, with rare levels together", () => {
    const { train, preparation, notes } = prepare(frame, regression({ impute: true }));
    expect(preparation.features).toEqual(["rooms", ...[...towns, "(other)"].map((town) => `town = ${town}`)]);
    for (let at = 0; at < train.x.data.length; at += preparation.features.length)
      expect([...train.x.data.subarray(at + 1, at + 5)].sort()).toEqual([0, 0, 0, 1]);
    expect(notes.join("\n")).toMatch(
      /the rarest \d levels? of column "town", in \d training rows?, (is|are) read as "\(other\)"/,
    );
  });

  it("leaves out dates and identifiers, and says why and what would keep them", () => {
    const { notes, preparation } = prepare(frame, regression());
    expect(preparation.features.some((name) => /sold|agent/.test(name))).toBe(false);
    expect(notes).toContain(
      'left out column "agent": 200 of its 200 cells are not numbers, the first is "agent 0" in line 2, and 200 of them are different; --categories agent reads its cells as categories',
    );
    expect(notes.join("\n")).toMatch(
      /left out column "sold": it holds dates: .*; --dates days makes them days since the first, --dates month months of the year/,
    );
    expect(notes.join("\n")).toMatch(
      /left out \d+ of 200 rows with missing values: the column "rooms" has no value in 29 of them; with --drop rooms \d+ rows would be complete, and all that have a target with --impute/,
    );
  });

  it("makes dates days or months when asked", () => {
    const days = prepare(
      frame,
      regression({ dates: "days", drop: ["rooms", "town"], validation: 0, test: 0 }),
    );
    const { center, deviation: spread } = days.preparation.toJSON().encoders[0] as {
      center: number;
      deviation: number;
    };
    const kept = rows.filter(({ price }) => price !== undefined);
    kept.forEach(({ sold }, row) => {
      const [day, month, year] = sold.split("/").map(Number) as [number, number, number];
      const expected = Date.UTC(year, month - 1, day) / 86_400_000;
      expect(days.train.x.data[row]! * spread + center).toBeCloseTo(expected, 2);
    });
    expect(days.preparation.reading).toEqual({ dayFirst: true });
    const months = prepare(
      frame,
      regression({ dates: "month", drop: ["rooms", "town"], validation: 0, test: 0 }),
    );
    kept.forEach(({ sold }, row) => {
      expect(months.train.x.data.subarray(12 * row, 12 * row + 12).indexOf(1)).toBe(
        Number(sold.split("/")[1]) - 1,
      );
    });
  });

  it("splits by the seed, each class alike, no row twice, and does not touch the test", () => {
    const text = `a,kind\n${Array.from({ length: 120 }, (_, row) => `${row},${row % 4 ? "often" : "seldom"}`).join("\n")}`;
    const take = (seed: number) =>
      prepare(frameOf(text), { task: "binary", seed, validation: 0.2, test: 0.1 });
    const { train, validation, test, preparation } = take(0);
    expect(test.wasRead).toBe(false);
    const parts = [train, validation, test.read()];
    expect(test.wasRead).toBe(true);
    expect(preparation.classes).toEqual(["often", "seldom"]);
    const seldom = parts.map(({ y }) => [y.data.length, [...y.data].filter((value) => value === 1).length]);
    expect(seldom).toEqual([
      [84, 21],
      [24, 6],
      [12, 3],
    ]);
    const { center, deviation: spread } = preparation.toJSON().encoders[0] as {
      center: number;
      deviation: number;
    };
    const all = parts.flatMap(({ x }) =>
      Array.from(x.data, (value) => Math.round(value * spread + center) + 0),
    );
    expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: 120 }, (_, row) => row));
    expect(take(0).train).toEqual(train);
    expect(take(1).train).not.toEqual(train);
  });

  it("numbers the classes of texts and of numbers in their order", () => {
    const text = "a,b\n1,10\n2,9\n3,10\n4,9\n5,2\n6,2\n7,2\n8,9\n";
    const options = { validation: 0, test: 0 };
    const numbers = prepare(frameOf(text), { task: "classes", ...options });
    expect([numbers.preparation.classes, [...numbers.train.y.data]]).toEqual([
      ["2", "9", "10"],
      [2, 1, 2, 1, 0, 0, 0, 1],
    ]);
    expect(numbers.train.y.data).toBeInstanceOf(Int32Array);
    const texts = prepare(frameOf(text, { categories: ["b"] }), { task: "classes", ...options });
    expect(texts.preparation.classes).toEqual(["10", "2", "9"]);
  });
});

it.each<[string, string, Partial<PrepareOptions>, RegExp]>([
  [
    "a regression of texts",
    csv,
    { target: "town" },
    /"town" is not numeric, and a regression predicts numbers: .*; --model logistic predicts one of two classes, --model softmax one of several$/,
  ],
  [
    "two of many classes",
    csv,
    { target: "town", task: "binary" },
    /holds \d classes \(Bath, .*--model softmax predicts one of several/,
  ],
  [
    "classes of a quantity",
    csv,
    { task: "classes" },
    /"price" holds \d+ different values in 199 cells \(the last; --target COLUMN names another\): too many for classes; --model linear predicts a number/,
  ],
  ["an unknown target", csv, { target: "prize" }, /no target column "prize"; the columns are rooms, town/],
  ["a target that is dropped", csv, { target: "price", drop: ["price"] }, /"price" is left out/],
  ["an unknown column to drop", csv, { drop: ["x"] }, /no column "x" to leave out/],
  [
    "one class",
    "a,b\n1,x\n2,x\n3,x",
    { task: "binary" },
    /"b" holds one class, x; there is nothing to predict/,
  ],
  ["a constant target", "a,b\n1,5\n2,5\n3,5\n4,5", {}, /"b" is 5 in every training row/],
  ["no features", "a,b\nx,5\ny,6\nz,7\nw,8", {}, /found 0 feature columns and 4 rows.*\(left out column "a"/],
  ["one column", "b\n5\n6\n7", {}, /found 0 feature columns/],
  [
    "ambiguous dates",
    "a,b\n1/2/2020,1\n3/4/2020,2\n5/6/2020,4",
    { dates: "days" },
    /"1\/2\/2020" in column "a" may have the day or the month first: give --day-first yes or --day-first no/,
  ],
])("prepare refuses %s", (_, text, options, message) => {
  expect(refusal(() => prepare(frameOf(text), regression({ test: 0, validation: 0, ...options })))).toMatch(
    message,
  );
});

it("prepare refuses wrong options", () => {
  expect(() => prepare(frame, { task: "regresion" as never })).toThrow(OptionError);
  expect(() => prepare(frame, regression({ test: 0.6, validation: 0.4 }))).toThrow(
    /must leave rows to train on/,
  );
  expect(() => prepare(csv as never, regression())).toThrow(
    /frame must be a data frame such as parseFrame returns/,
  );
});

describe("a preparation", () => {
  const { preparation, train } = prepare(frame, regression({ impute: true, validation: 0, test: 0 }));
  const again = preparationFrom(JSON.parse(JSON.stringify(preparation)));

  it("does to the same rows what training did, also when it comes out of JSON", () => {
    expect(again.toJSON()).toEqual(preparation.toJSON());
    const applied = again.apply(frameOf(csv.replace(/^(.*)$/gm, "$1,extra")));
    expect(applied.x.shape[0]).toBe(200);
    expect(applied.y).toBeUndefined();
    const width = train.x.shape[1]!;
    const without = applied.x.data.filter((_, at) => Math.floor(at / width) !== 17);
    expect(without).toEqual(train.x.data);
    expect(applied.notes[0]).toBe("ignored 3 columns that the model does not use: sold, agent, extra");
  });

  it("takes columns in another order, unknown levels and missing cells, and counts them", () => {
    const { x, notes } = again.apply(frameOf("town,rooms\nYork,3\nMars,\n,4\nBath,\n"));
    expect(x.shape).toEqual([4, 5]);
    expect([...x.data.subarray(6, 10)]).toEqual([0, 0, 0, 1]);
    expect(notes[0]).toMatch(
      /^filled 2 missing cells of column "rooms" with \d(\.5)?, the median of the training rows$/,
    );
    expect(notes[1]).toMatch(
      /^filled 1 missing cell of column "town" with "(Bath|Ely|York)", the most frequent/,
    );
    expect(notes[2]).toBe(
      '1 cell of column "town" holds a category that training has not seen, read as "(other)"',
    );
  });

  it("leaves out incomplete rows where nothing is filled in, and says which are left", () => {
    const strict = prepare(frame, regression()).preparation;
    const {
      x,
      rows: left,
      notes,
      y,
    } = strict.apply(frameOf("town,rooms,price\nYork,3,1\nBath,,2\nEly,4,3\n"));
    expect([x.shape[0], [...left], y?.shape]).toEqual([2, [0, 2], [2]]);
    expect(strict.restore(y!.data)[1]).toBeCloseTo(3, 3);
    expect(notes).toEqual(["left out 1 of 3 rows with missing values"]);
  });

  it.each<[string, RegExp]>([
    [
      "town,Rooms\nYork,3\nBath,2",
      /no column "rooms", which the model needs; did you mean Rooms\?; the columns are town, Rooms/,
    ],
    [
      "town,rooms\nYork,3\nBath,many",
      /column "rooms" must hold numbers: 1 of its 2 cells is not a number, "many" in line 3/,
    ],
  ])("refuses %j", (text, message) => {
    expect(refusal(() => again.apply(frameOf(text)))).toMatch(message);
  });

  it("refuses any other JSON", () => {
    const form = preparation.toJSON();
    const [number, category] = form.encoders;
    const wrong: unknown[] = [
      ...[null, 3, "x", [], {}, { ...form, version: 2 }, { ...form, task: "none" }, { ...form, more: 1 }],
      ...[
        { ...form, encoders: [] },
        { ...form, encoders: [null] },
        { ...form, encoders: [number, number] },
      ],
      { ...form, encoders: [{ ...number, deviation: 0 }] },
      { ...form, encoders: [{ ...category, levels: [1] }] },
      { ...form, encoders: [{ ...category, fill: 99 }] },
      { ...form, target: { ...form.target, classes: ["a"] } },
      { ...form, reading: { missing: 3 } },
    ];
    for (const value of wrong) expect(refusal(() => preparationFrom(value))).toMatch(/^preparationFrom/);
  });
});
