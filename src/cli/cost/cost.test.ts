/** `glissade cost`: bytes by optimizers' own plans, tables, JSON, what is refused. What it measures on ranks: `npm run mpi`. */
import { afterEach, expect, test, vi } from "vitest";
import { run } from "../../../test/cli.ts";
import { everyBlockOf } from "../../../test/markdown.ts";
import { sizesTo } from "./measure.ts";
import { bytesText, optionsText, secondsText } from "./text.ts";

afterEach(() => vi.unstubAllEnvs());

const job = ["--parameters", "7e9", "--ranks", "1024", "--bandwidth", "25e9", "--latency", "2e-6"];

interface Printed {
  memory: Record<
    "whole" | "sharded",
    { parameters: number; gradients: number; state: number; buffers: number }
  >;
  exchanges: { name: string; bytes: number; seconds: number }[];
  scaling: { latencyBound: number; withCompute?: { fastest: number } };
}
const printed = async (...args: string[]): Promise<Printed> => {
  const { code, out, err } = await run("cost", ...args, "--json");
  expect([code, err]).toEqual([0, ""]);
  return JSON.parse(out);
};

test("prints bytes of a rank, bytes on the wire, seconds, and where it stops", async () => {
  const { code, out } = await run("cost", "adamw", ...job, "--compute", "3000");
  expect(code).toBe(0);
  expect(out).toContain(
    "adamw on 7,000,000,000 parameters in float32, 1,024 ranks, 1,024 micro-batches a step",
  );
  expect(out).toMatch(/parameters +28\.0 GB +28\.0 GB/);
  expect(out).toMatch(/state +56\.0 GB +54\.7 MB/);
  expect(out).toMatch(/all-to-all +55\.9 GB +55\.9 GB +2,046 +2\.24 s/);
  expect(out).toMatch(/hierarchical, groups of \d+ /);
  expect(out).toContain("From 560,000 ranks on, a flat exchange waits more for messages than for bytes");
  expect(out).toMatch(/A step is shortest with [\d,]+ ranks: /);
});

test("--optimizer names it too", async () => {
  expect(await printed("--optimizer", "adamw", ...job)).toEqual(await printed("adamw", ...job));
});

/** Bytes of state for each parameter, by the sum of what the papers keep. */
const states: readonly (readonly [name: string, options: readonly string[], least: number, most: number])[] =
  [
    ["sgd", [], 0, 0],
    ["sgd", ["--option", "momentum=0.9"], 4, 4],
    ["adamw", [], 8, 8],
    ["adamw", ["--wrap", "lookahead"], 12, 12.001],
    ["adamw", ["--option", "moments=bf16"], 4, 4],
    ["adafactor", [], 0.003, 0.005],
  ];

test.each(states)("the state of %s %j is that of its plan", async (name, options, least, most) => {
  const { memory } = await printed(name, ...options, ...job);
  expect(memory.whole.state / 7e9).toBeGreaterThanOrEqual(least);
  expect(memory.whole.state / 7e9).toBeLessThanOrEqual(most);
  expect(memory.sharded.state).toBe(memory.whole.state / 1024);
  expect(memory.whole.gradients).toBe(28e9);
});

test("micro-batches are rounds; hosts have links of their own", async () => {
  const [one, four] = [
    await printed("adamw", ...job),
    await printed("adamw", ...job, "--micro-batches", "4096"),
  ];
  // Four exchanges of gradients and one of sums, beside one and one.
  expect(four.exchanges[0]!.bytes / one.exchanges[0]!.bytes).toBeCloseTo(2.5, 12);
  expect(four.exchanges[1]).toEqual(one.exchanges[1]);
  const bent = await printed("adamw", ...job, "--beyond", "1e9", "--beyond-bandwidth", "5e9");
  expect(bent.exchanges[1]!.seconds).toBeGreaterThan(4 * one.exchanges[1]!.seconds);
  const hosts = ["--host-ranks", "8", "--host-bandwidth", "300e9", "--host-latency", "5e-7"];
  const { exchanges } = await printed("adamw", ...job, ...hosts);
  expect(exchanges[2]).toMatchObject({ name: "hierarchical", group: 8 });
  expect(exchanges[2]!.seconds).toBeLessThan(one.exchanges[0]!.seconds / 4);
});

const refused: readonly (readonly [args: readonly string[], message: string])[] = [
  [["adamw", "--parameters", "7e9"], "cost needs --ranks, --bandwidth, --latency, as in glissade cost adamw"],
  [job, "cost needs an optimizer"],
  [["adamv", ...job], 'unknown optimizer "adamv" (did you mean "adam"?)'],
  [["adamw", ...job, "--parameters", "7.5"], '--parameters must be a whole number from 1; got "7.5"'],
  [["adamw", ...job, "--latency", "0"], '--latency must be a number above 0; got "0"'],
  [
    ["adamw", ...job, "--micro-batches", "8"],
    "--micro-batches must be at least 1024, the number of ranks; got 8",
  ],
  [
    ["adamw", ...job, "--host-ranks", "8"],
    "--host-ranks, --host-bandwidth and --host-latency belong together",
  ],
  [
    ["adamw", ...job, "--host-ranks", "7", "--host-bandwidth", "1e9", "--host-latency", "1e-6"],
    "--host-ranks must divide --ranks, 1024; got 7",
  ],
  [["adamw", ...job, "--beyond", "1e6"], "--beyond and --beyond-bandwidth belong together: give both"],
  [["adamw", ...job, "--largest", "1e6"], "--largest needs --calibrate"],
  [["adamw", ...job, "--heartbeat", "off"], "--heartbeat needs --calibrate"],
  [["--calibrate", "--ranks", "2"], "--calibrate takes no job"],
  [["--calibrate"], "--calibrate needs at least two ranks: mpirun -n 2"],
];

test.each(refused)("%j is refused", async (args, message) => {
  for (const name of ["OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK", "SLURM_STEP_NUM_TASKS"])
    vi.stubEnv(name, undefined);
  const { code, out, err } = await run("cost", ...args);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(`error: ${message}`);
});

test("sizes go from 1 kB to the largest, and numbers are short", () => {
  expect(sizesTo(1e5)).toEqual([1000, 3000, 10_000, 30_000, 100_000]);
  expect(sizesTo(4e8).at(-1)).toBe(4e8);
  expect([0, 999, 1000, 54_687_500, 28e9, 1.2e15].map(bytesText)).toEqual([
    ...["0 B", "999 B", "1.00 kB", "54.7 MB", "28.0 GB", "1.20 PB"],
  ]);
  expect([0, 2e-6, 4.1e-3, 2.2439, 300].map(secondsText)).toEqual([
    "0.00 s",
    "2.00 us",
    "4.10 ms",
    "2.24 s",
    "300 s",
  ]);
  expect(optionsText({ latency: 2e-6, bandwidth: 25e9 })).toBe("--latency 2.00e-6 --bandwidth 2.50e10");
  expect(optionsText({ latency: 2e-6, bandwidth: 25e9, beyond: { bytes: 1e6, bandwidth: 3e9 } })).toBe(
    "--latency 2.00e-6 --bandwidth 2.50e10 --beyond 1.00e6 --beyond-bandwidth 3.00e9",
  );
});

test("the guide has what the command prints", async () => {
  const blocks = everyBlockOf("docs/guide/cost.md");
  const commands = blocks.filter(({ code }) => code.startsWith("npx glissade cost"));
  expect(commands).toHaveLength(3);
  for (const block of commands) {
    const [, ...args] = block.code.trim().split(" ").slice(1);
    const { out } = await run(...args);
    const printed = out.replace(/ +$/gm, "").trim();
    expect(blocks[blocks.indexOf(block) + 1]!.code.trim()).toBe(printed);
  }
});
