/** Loops over elements become vectors of the processor: what keeps gcc from it costs up to thirty times, and no bit shows it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { adam, adamw, chain, clipByGlobalNorm, lion, type Optimizer, sgd, yogi } from "../../src/index.ts";
import { compiler } from "../../src/runtime/host/native/compiler.ts";
import { missing } from "./available.ts";

// clang says it in another way.
const isGcc = !missing && !/clang/i.test(compiler().version);
const folder = mkdtempSync(join(tmpdir(), "glissade-vectors-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The loops over elements of a file in C, by their lines, and which of them gcc leaves to single numbers. */
function loopsOf(text: string): { readonly loops: number[]; readonly left: number[] } {
  const [source, report] = [join(folder, "kernel.c"), join(folder, "report.txt")];
  writeFileSync(source, text);
  const { command, flags } = compiler();
  execFileSync(command, [
    ...flags,
    `-fopt-info-vec-optimized=${report}`,
    "-o",
    join(folder, "kernel.so"),
    source,
  ]);
  const found = readFileSync(report, "utf8").matchAll(/kernel\.c:(\d+):\d+: optimized: loop vectorized/g);
  const inVectors = new Set([...found].map(([, line]) => Number(line)));
  const loops = text.split("\n").flatMap((line, at) => (/^\s+INDEPENDENT$/.test(line) ? [at + 1] : []));
  // The compiler names the line of the mark or that of the loop below it.
  return { loops, left: loops.filter((line) => !inVectors.has(line) && !inVectors.has(line + 1)) };
}

test.skipIf(!isGcc).each<[name: string, dtype: "float32" | "float64", optimizer: Optimizer]>([
  ["adam", "float32", adam()],
  ["adam", "float64", adam()],
  ["adam with moments in bf16", "float32", adam({ moments: "bf16" })],
  ["adam with moments in q8", "float32", adam({ moments: "q8" })],
  ["yogi", "float32", yogi()],
  ["lion", "float32", lion()],
  ["lion with moments in bf16", "float32", lion({ moments: "bf16" })],
  ["sgd with momentum", "float32", sgd({ momentum: 0.9 })],
  ["adamw, clipped", "float32", chain(clipByGlobalNorm(1), adamw())],
  ["adamw, clipped, with moments in q8", "float32", chain(clipByGlobalNorm(1), adamw({ moments: "q8" }))],
])("%s in %s: every loop over elements", async (_, dtype, optimizer) => {
  const { loops, left } = loopsOf(await optimizer.explain({ dtype, format: "c" }));
  expect(loops.length).toBeGreaterThan(0);
  expect(left).toEqual([]);
});
