/** Fits on worker threads: the same results for any number of them, also where some cannot be had or end. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { bundle } from "../../test/bundle.ts";
import { OptionError } from "../options/option.ts";
import { startModule } from "../runtime/host/threads/start-worker.ts";
import type { Crew as CrewOfWorkers, StartFitWorker, Task } from "./crew.ts";
import { CurveError, type CurveFits, fitCurves, type Table } from "./index.ts";

const made = vi.hoisted(() => ({ crew: undefined as CrewOfWorkers | undefined }));
vi.mock("./crew.ts", async (original) => ({
  ...(await original<typeof import("./crew.ts")>()),
  crewOfThread: () => made.crew,
}));
const { Crew } = await import("./crew.ts");

const folder = mkdtempSync(join(tmpdir(), "glissade-curves-"));
const program = pathToFileURL(join(folder, "curves-worker.mjs"));
/** The package's worker, as it is built. */
const start: StartFitWorker = (onAnswer, onEnd) =>
  startModule(
    program,
    () => {
      throw new Error("no page");
    },
    onAnswer,
    onEnd,
  );
beforeAll(async () => {
  const file = fileURLToPath(new URL("worker.ts", import.meta.url));
  writeFileSync(program, await bundle({ file }));
});
afterAll(() => {
  made.crew?.end();
  rmSync(folder, { recursive: true });
});

/** Goes on with other workers. */
function use(other: StartFitWorker): void {
  made.crew?.end();
  made.crew = new Crew(other);
}

const times = Array.from({ length: 12 }, (_, i) => 0.4 * i);
const tableOf = (k: number): Table => ({
  t: times,
  y: times.map((t, i) => 1 + (k % 5) + 4 * Math.exp(-t * (0.3 + (k % 7) / 10)) + 0.02 * Math.sin(7 * i + k)),
  w: times.map((_, i) => 1 + ((i + k) % 3)),
});
const tables = Array.from({ length: 60 }, (_, k) => tableOf(k));
const formula = "y ~ rest + drop*exp(-k*t)";
const from = { rest: 1, drop: 3, k: 0.5 };
/** All that is plain in fits, and what errors say. */
const plain = ({ fits }: CurveFits<unknown>): unknown =>
  fits.map(({ key, fit, error }) => [
    key,
    JSON.stringify(fit),
    error && [error.constructor.name, error.message],
  ]);

describe("fits on threads", () => {
  it.each<[string, string, object]>([
    ["a start", formula, { start: from }],
    ["no start", formula, {}],
    [
      "weights, bounds and a robust loss",
      formula,
      { start: from, weights: "w", bounds: { k: { max: 0.6 } }, loss: "huber" },
    ],
    [
      "absolute sigmas and a fixed parameter",
      formula,
      { start: from, sigmas: "w", absolute: true, fixed: { rest: 2 } },
    ],
    ["operations that are not compiled", "y ~ rest + drop*sin(k*t)", { start: from }],
    ["a transformed response", "log(y) ~ rest + drop*exp(-k*t)", { start: from }],
  ])("have the same results for any number, with %s", async (_, text, options) => {
    use(start);
    const few = { t: [0], y: [1], w: [1] };
    const wild = { t: times.map((t) => 1e4 * t), y: times, w: times.map(() => 1) };
    const all = [...tables, few, tables[0]!, wild];
    const alone = await fitCurves(text, all, options);
    expect(alone.threads).toBe(0);
    for (const threads of [2, 3]) {
      const found = await fitCurves(text, all, { ...options, threads });
      expect(found.threads).toBe(threads);
      expect(found.device).toBe(alone.device);
      expect(plain(found)).toEqual(plain(alone));
      expect(found.fits[3]!.fit?.predict({ t: [1.5] })).toEqual(alone.fits[3]!.fit?.predict({ t: [1.5] }));
    }
    expect(alone.fits[60]!.error).toBeInstanceOf(CurveError);
  });

  it("say where the model has no values, in the rows of the table", async () => {
    use(start);
    const subject = [...times.map(() => "a"), ...times.map(() => "b")];
    const column = (name: string) => [...Array.from(tables[0]![name]!), ...Array.from(tables[1]![name]!)];
    const table = { subject, t: column("t").with(15, -1), y: column("y") };
    const options = { by: "subject", start: { a: 1, b: 1 } };
    const found = await fitCurves("y ~ a + b*log(t + 1)", table, { ...options, threads: 2 });
    expect(found.threads).toBe(2);
    expect(found.fits[0]!.fit?.converged).toBe(true);
    expect(found.fits[1]!.error?.message).toContain("the model is -Infinity at the start in row 16 (t = -1)");
    expect(plain(found)).toEqual(plain(await fitCurves("y ~ a + b*log(t + 1)", table, options)));
  });

  it("take calls one after the other, also with other formulas", async () => {
    use(start);
    const options = { start: from, threads: 2 };
    const both = await Promise.all([
      fitCurves(formula, tables, options),
      fitCurves("y ~ rest + drop*exp(-k*t^2)", tables, options),
    ]);
    expect(plain(both[0])).toEqual(plain(await fitCurves(formula, tables, { start: from })));
    expect(plain(both[1])).toEqual(
      plain(await fitCurves("y ~ rest + drop*exp(-k*t^2)", tables, { start: from })),
    );
  });

  it("are finished on this thread where workers cannot be had", async () => {
    const refuse = vi.fn<StartFitWorker>(() => {
      throw new Error("refused by the page");
    });
    use(refuse);
    const alone = await fitCurves(formula, tables, { start: from });
    for (let call = 0; call < 2; call++) {
      const found = await fitCurves(formula, tables, { start: from, threads: 3 });
      expect([found.threads, found.device]).toEqual([0, alone.device]);
      expect(plain(found)).toEqual(plain(alone));
    }
    expect(refuse).toHaveBeenCalledTimes(1);
    // A program that is not there ends as soon as it has begun.
    const missing = new URL("missing.mjs", program);
    use((onAnswer, onEnd) => startModule(missing, () => new Worker(""), onAnswer, onEnd));
    const found = await fitCurves(formula, tables, { start: from, threads: 2 });
    expect(found.threads).toBe(0);
    expect(plain(found)).toEqual(plain(alone));
  });

  it("are finished where a worker ends in the middle", async () => {
    let tasks = 0;
    use((onAnswer, onEnd) => {
      const worker = startModule<Task, Parameters<typeof onAnswer>[0]>(
        program,
        () => new Worker(""),
        onAnswer,
        onEnd,
      );
      return {
        ...worker,
        post: (task, transfer) => (++tasks === 4 ? worker.end() : worker.post(task, transfer)),
      };
    });
    const found = await fitCurves(formula, tables, { start: from, threads: 2 });
    expect(tasks).toBeGreaterThanOrEqual(4);
    expect(plain(found)).toEqual(plain(await fitCurves(formula, tables, { start: from })));
  });

  it.each([0, 1.5, 257, "all", null])("refuse %s threads", async (threads) => {
    const refused = fitCurves(formula, tables, { start: from, threads: threads as number });
    await expect(refused).rejects.toThrow(OptionError);
    await expect(refused).rejects.toThrow("threads must be a whole number from 1 to 256 or ");
  });
});
