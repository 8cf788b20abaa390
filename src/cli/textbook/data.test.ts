/** The choice of a data set and the options of its file; the loaders and the reader have their own tests. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { DataError } from "../../train/index.ts";
import { addDataOptions, type DataOptions } from "../options/data.ts";
import { UsageError } from "../usage-error.ts";
import { chooseData } from "./data.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "glissade-cli-"));
  await writeFile(join(folder, "houses.csv"), "price,town,rooms\n1,a,2\n3,b,4\n6,c,5\n");
  await writeFile(join(folder, "towns.csv"), "price,rooms,town\n1,2,a\n3,4,b\n6,5,c\n");
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

const silent = (sentence: string) => expect.fail(sentence);
const options = (...args: string[]): DataOptions =>
  addDataOptions(new Command().exitOverride(), "airfoil, auto-mpg").parse(args, { from: "user" }).opts();

it("reads a file, with its last column or a named one as the target", async () => {
  const data = join(folder, "houses.csv");
  expect(await chooseData({ data }, silent)).toMatchObject({
    name: "houses.csv",
    origin: data,
    target: "rooms",
    features: ["price"],
    count: 3,
    notes: ['left out column "town": 3 of its 3 cells are not numbers, the first is "a" in line 2'],
  });
  expect((await chooseData({ data, target: "price" }, silent)).target).toBe("price");
});

it("knows auto-mpg", async () => {
  expect((await chooseData({ data: "auto-mpg" }, silent)).count).toBe(392);
});

it("says in a sentence what stands in for airfoil, and nothing of it in the data", async () => {
  vi.stubEnv("GLISSADE_DATA", folder);
  vi.stubEnv("XDG_CACHE_HOME", folder);
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
  const said: string[] = [];
  const data = await chooseData({}, (sentence) => said.push(sentence));
  expect(said).toEqual([
    "airfoil cannot be downloaded (no server can be reached); put airfoil_self_noise.dat into a folder and name it in GLISSADE_DATA; Auto MPG is used instead",
  ]);
  expect(JSON.stringify(data)).not.toMatch(/download|network/);
});

describe("options", () => {
  it.each<[string[], DataOptions]>([
    [["--header", "yes"], { header: true }],
    [["--header", "no"], { header: false }],
    [["--header", "3"], { header: 3 }],
    [["--delimiter", ";"], { delimiter: ";" }],
    [["--delimiter", "tab"], { delimiter: "\t" }],
    [["--delimiter", "\\t"], { delimiter: "\t" }],
    [["--delimiter", "\t"], { delimiter: "\t" }],
    [["--delimiter", "space"], { delimiter: " " }],
    [["--delimiter", "pipe"], { delimiter: "|" }],
    [["--decimal", ","], { decimal: "," }],
    [["--decimal", "comma"], { decimal: "," }],
    [["--decimal", "point"], { decimal: "." }],
    [["--missing", "-999", "--missing", "n. a."], { missing: ["-999", "n. a."] }],
    [["--drop", "a", "--drop", "b"], { drop: ["a", "b"] }],
  ])("%o", (args, expected) => {
    expect(options(...args)).toEqual(expected);
  });

  it.each([
    [
      ["--header", "maybe"],
      '--header must be yes, no or the number of the line with the headings; got "maybe"',
    ],
    [["--header", "0"], 'got "0"'],
    [["--header", ""], 'got ""'],
    [
      ["--delimiter", "ab"],
      '--delimiter must be comma, semicolon, tab, pipe, space or another mark of one character; got "ab"',
    ],
    [["--delimiter", ""], 'got ""'],
    [["--delimiter", '"'], "--delimiter must be"],
    [["--delimiter", "1"], "--delimiter must be"],
    [["--delimiter", "\n"], "--delimiter must be"],
    [["--decimal", ";"], '--decimal must be point or comma, or the mark itself; got ";"'],
    [["--data", ""], '--data must be airfoil, auto-mpg or the name of a file; got ""'],
    [["--target", " "], '--target must be the name of a column; got " "'],
    [["--drop", ""], '--drop must be the name of a column; got ""'],
  ])("%o are refused", (args, message) => {
    expect(() => options(...args)).toThrow(UsageError);
    expect(() => options(...args)).toThrow(message);
  });

  it("reach the reader", async () => {
    const data = join(folder, "odd.csv");
    await writeFile(data, "title\n1:2,5:x:9\n2:-1:y:8\n3:3,5:z:7\n4:4,5:z:7\n");
    const given = options(
      "--header",
      "2",
      "--delimiter",
      ":",
      "--decimal",
      ",",
      "--missing",
      "-1",
      "--drop",
      "9",
      "--target",
      "1",
    );
    expect(await chooseData({ ...given, data }, silent)).toMatchObject({
      target: "1",
      features: ["2,5"],
      count: 2,
    });
  });

  it.each(["target", "header", "delimiter", "decimal", "missing", "drop"])(
    "--%s needs a file",
    async (name) => {
      for (const data of [undefined, "airfoil", "auto-mpg"]) {
        const choosing = chooseData({ ...(data && { data }), [name]: "x" }, silent);
        await expect(choosing).rejects.toThrow(UsageError);
        await expect(choosing).rejects.toThrow(`--${name} "x" needs --data FILE.csv`);
      }
    },
  );
});

it.each([
  [
    "missing.csv",
    undefined,
    UsageError,
    /cannot read the data file ".*missing.csv" \(ENOENT\); give airfoil, auto-mpg or a CSV file/,
  ],
  [
    "houses.csv",
    "town",
    DataError,
    /target column "town" is not numeric; the numeric columns are price, rooms/,
  ],
  [
    "towns.csv",
    undefined,
    DataError,
    /target column "town" is not numeric \(the last; --target COLUMN names another\); the numeric columns are price, rooms/,
  ],
  ["", undefined, UsageError, /cannot read the data file ".*" \(EISDIR\)/],
])("refuses %s with target %s", async (file, target, kind, message) => {
  const choosing = chooseData({ data: join(folder, file), ...(target && { target }) }, silent);
  await expect(choosing).rejects.toThrow(kind);
  await expect(choosing).rejects.toThrow(message);
});
