/** `--device native` on the command line: the bits of every other device. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder, run } from "../cli.ts";
import { missing } from "./available.ts";

const file = join(folder, "houses.csv");
const rows = Array.from({ length: 90 }, (_, i) => `${50 + ((i * 37) % 100)},${100 + ((i * 61) % 300)}`);
writeFileSync(file, ["area,price", ...rows].join("\n"));

/** What a command prints, which must succeed. */
async function printed(...args: string[]): Promise<string> {
  const { code, out, err } = await run(...args);
  expect({ code, err: code === 0 ? "" : err }).toEqual({ code: 0, err: "" });
  return out;
}

describe.skipIf(missing)("--device native", () => {
  const devices = ["js", "native"] as const;

  test("trains to the same file", async () => {
    const saved = [];
    for (const device of devices) {
      const model = join(folder, `${device}.safetensors`);
      const training = ["--data", file, "--model", "mlp:16", "--epochs", "3"];
      await printed("train", "adam", ...training, "--device", device, "--save", model);
      saved.push(readFileSync(model));
    }
    expect(saved[1]!.equals(saved[0]!)).toBe(true);
  });

  test("compares to the same results", async () => {
    const found = [];
    for (const device of devices) {
      const protocol = ["--rates", "1e-2:1:1", "--tuning-seeds", "1", "--seeds", "2", "--epochs", "2"];
      const compared = ["--data", file, "--optimizers", "sgd,adam", ...protocol, "--workers", "2"];
      const out = await printed("compare", ...compared, "--device", device, "--json");
      // Times differ, and commands name the device.
      found.push(
        JSON.parse(out, (key, value) => (/seconds|command/i.test(key) ? undefined : value)) as unknown,
      );
    }
    expect(found[1]).toEqual(found[0]);
  });

  test("profiles", async () => {
    const out = await printed("explain", "adam", "--profile", "--shape", "64x32", "--device", "native");
    expect(out).toMatch(/^native, 20 steps/);
  });

  test("does the textbook's experiment", async () => {
    const found = [];
    for (const device of devices) {
      const options = ["--data", "auto-mpg", "--seeds", "2", "--optimizers", "adam", "--device", device];
      const { results } = JSON.parse(await printed("textbook", "compare", ...options, "--json")) as {
        results: { losses: number[] }[];
      };
      found.push(results.map(({ losses }) => losses));
    }
    expect(found[1]).toEqual(found[0]);
  });
});
