/** The choice of a data set; the loaders have their own tests. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { chooseData } from "./data.ts";
import { UsageError } from "./usage-error.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "glissade-cli-"));
  await writeFile(join(folder, "houses.csv"), "price,rooms,town\n1,2,a\n3,4,b\n6,5,c\n");
});
afterAll(() => rm(folder, { recursive: true }));

it("reads a file, with its last column or a named one as the target", async () => {
  const file = join(folder, "houses.csv");
  expect(await chooseData(file, undefined)).toMatchObject({
    name: "houses.csv",
    target: "rooms",
    count: 3,
    width: 1,
  });
  expect((await chooseData(file, "price")).target).toBe("price");
});

it("knows auto-mpg", async () => {
  expect((await chooseData("auto-mpg", undefined)).count).toBe(392);
});

it.each([
  [
    "missing.csv",
    undefined,
    /cannot read the data file ".*missing.csv" \(ENOENT\); give airfoil, auto-mpg or a CSV file/,
  ],
  ["houses.csv", "town", /target column "town" is not numeric; the numeric columns are price, rooms/],
  ["", undefined, /cannot read the data file ".*" \(EISDIR\)/],
])("refuses %s with target %s", async (file, target, message) => {
  const choosing = chooseData(join(folder, file), target);
  await expect(choosing).rejects.toThrow(UsageError);
  await expect(choosing).rejects.toThrow(message);
});

it("refuses a target without a file", async () => {
  await expect(chooseData("auto-mpg", "Cylinders")).rejects.toThrow(
    '--target "Cylinders" needs --data FILE.csv',
  );
});
