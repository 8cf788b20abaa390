/** `glissade compare`: the table, JSON, the report, how far it is. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { folder, quick, run } from "../../../test/cli.ts";
import { runCli } from "../program.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

describe("compare", () => {
  it("prints a table of the textbook's optimizers, its data and the floor", async () => {
    const { code, out, err } = await run("textbook", "compare", ...quick);
    expect(code).toBe(0);
    expect(out).toMatch(/^auto-mpg: 392 examples, 5 features, target Miles_per_Gallon/);
    for (const name of ["sgd", "momentum", "adagrad", "rmsprop", "adadelta", "adam", "yogi"]) {
      expect(out).toMatch(new RegExp(`^ +${name} .* 0\\.\\d{4} ± 0\\.\\d{4} .*–`, "m"));
    }
    expect(out).toMatch(/least squares floor 0\.1\d{5}/);
    expect(out).not.toContain("\u001b");
    expect(err).toBe("trained 1 of 3 seeds\ntrained 2 of 3 seeds\ntrained 3 of 3 seeds\n");
  });

  it("lets the handler of a signal run while it trains", async () => {
    let turns = 0;
    let next: NodeJS.Immediate;
    const count = () => {
      turns++;
      next = setImmediate(count);
    };
    count();
    const { out } = await run(
      "textbook",
      "compare",
      ...quick,
      "--optimizers",
      "adam",
      "--epochs",
      "20",
      "--json",
    );
    clearImmediate(next!);
    expect(turns).toBeGreaterThan(3 * JSON.parse(out).results[0].curve.length);
  });

  it("prints JSON and nothing else on stdout", async () => {
    const { out } = await run(
      "textbook",
      "compare",
      ...quick,
      "--optimizers",
      "adam,yogi",
      "--rates",
      "1e-3,0.01",
      "--json",
    );
    const { data, settings, floor, results } = JSON.parse(out);
    expect(data).toMatchObject({ name: "auto-mpg", examples: 392, target: "Miles_per_Gallon" });
    expect(settings).toEqual({ preset: "scratch", epochs: 2, batchSize: 10, seeds: 3, device: "auto" });
    expect(
      results.map((row: { optimizer: string; options: object }) => [row.optimizer, row.options]),
    ).toEqual([
      ["adam", { learningRate: 0.001, like: "textbook" }],
      ["adam", { learningRate: 0.01, like: "textbook" }],
      ["yogi", { learningRate: 0.001, like: "textbook" }],
      ["yogi", { learningRate: 0.01, like: "textbook" }],
    ]);
    for (const { losses, mean, curve } of results) {
      expect(losses).toHaveLength(3);
      expect(mean).toBeCloseTo((losses[0] + losses[1] + losses[2]) / 3, 12);
      expect(mean).toBeGreaterThan(floor);
      expect(curve.at(-1)).toMatchObject({ epochs: 2, mean });
    }
  });

  it("applies preset, epochs and batch size", async () => {
    const concise = await run(
      "textbook",
      "compare",
      ...quick,
      "--optimizers",
      "sgd",
      "--preset",
      "concise",
      "--json",
    );
    expect(JSON.parse(concise.out).settings).toMatchObject({ preset: "concise", epochs: 4 });
    const own = await run(
      "textbook",
      "compare",
      ...quick,
      "--optimizers",
      "sgd",
      "--epochs",
      "1",
      "--batch-size",
      "50",
      "--json",
    );
    expect(JSON.parse(own.out).settings).toMatchObject({ epochs: 1, batchSize: 50 });
  });

  it("calls divergence by its name", async () => {
    const { code, out } = await run("textbook", "compare", ...quick, "--optimizers", "sgd", "--rates", "1e6");
    expect(code).toBe(0);
    expect(out).toMatch(/sgd +1000000 +diverged/);
  });

  it("writes the report beside the table", async () => {
    const path = join(folder, "report.html");
    const { out, err } = await run(
      "textbook",
      "compare",
      ...quick,
      "--optimizers",
      "sgd,adam",
      "--report",
      path,
    );
    expect(out).toContain("adam");
    expect(err).toContain(`report written to ${path}`);
    expect(await readFile(path, "utf8")).toMatch(/^<!doctype html>.*<svg.*adam.*<\/html>\n$/s);
  });

  it.each([undefined, "true"])("shows how far it is on a terminal, with CI %s", async (ci) => {
    vi.stubEnv("CI", ci);
    vi.stubEnv("TERM", "xterm");
    let err = "";
    const stderr = {
      isTTY: true,
      write: (text: string) => (err += text),
      cursorTo: () => {},
      clearLine: () => {},
      clearScreenDown: () => {},
      moveCursor: () => {},
      columns: 80,
      on: () => {},
      removeListener: () => {},
    };
    await runCli(["textbook", "compare", ...quick, "--optimizers", "sgd"], {
      stdout: { write: () => {} },
      stderr,
    });
    vi.unstubAllEnvs();
    if (ci) expect(err).toContain("trained 3 of 3 seeds\n");
    else expect(err).toMatch(/training ━.*\/3 runs/s);
  });

  it.skipIf(!process.env.GLISSADE_DATA)(
    "puts the book's figures beside its own configurations (needs GLISSADE_DATA)",
    async () => {
      const books = async (...more: string[]) => {
        const { out } = await run(
          "textbook",
          "compare",
          "--seeds",
          "1",
          "--optimizers",
          "adam,momentum",
          "--json",
          ...more,
        );
        return JSON.parse(out).results.map(
          (row: { textbook?: { printed: number } }) => row.textbook?.printed,
        );
      };
      expect(await books()).toEqual([0.243, 0.243]);
      expect(await books("--rates", "0.01")).toEqual([0.243, 0.248]);
      expect(await books("--epochs", "3")).toEqual([undefined, undefined]);
      expect(await books("--preset", "concise", "--epochs", "2")).toEqual([undefined, undefined]);
      expect(await books("--data", "auto-mpg")).toEqual([undefined, undefined]);
    },
  );

  it("says which data stands in for airfoil, and why", async () => {
    vi.stubEnv("GLISSADE_DATA", folder);
    vi.stubEnv("XDG_CACHE_HOME", folder);
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
    const report = join(folder, "instead.html");
    const { out, err } = await run(
      "textbook",
      "compare",
      "--seeds",
      "1",
      "--optimizers",
      "sgd",
      "--report",
      report,
    );
    expect(out).toMatch(/^auto-mpg: .*\nAuto MPG, StatLib and UCI, from vega-datasets\n/);
    expect(err).toMatch(/^airfoil cannot be downloaded \(.*\);.* Auto MPG is used instead\n/);
    expect(await readFile(report, "utf8")).not.toMatch(/download|reached|network/);
  });
});
