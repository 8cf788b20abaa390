/**
 * `npm run mutants`: every mutant is killed or listed, and the published page says so. `--update` writes the page. With names in
 * GLISSADE_ROWS only the rules of rows whose names begin so are tried, and no page is compared.
 */
import { expect, test } from "vitest";
import { runGate } from "./gate.ts";
import { complaints, page } from "./report.ts";

test("every mutant of every rule is killed", async () => {
  const names = new RegExp(`^(${(process.env.GLISSADE_ROWS ?? "").trim().split(/\s+/).join("|")})`);
  const findings = await runGate(names);
  if (findings.missing.length) console.warn(`without an optimizer, left out: ${findings.missing.join(", ")}`);
  const text = page(findings);
  console.log(text);
  expect.soft(complaints(findings, undefined, undefined, names).join("\n")).toBe("");
  expect(findings.verdicts.length, `mutants of ${process.env.GLISSADE_ROWS ?? "any rule"}`).toBeGreaterThan(
    0,
  );
  if (!process.env.GLISSADE_ROWS) await expect.soft(text).toMatchFileSnapshot("../../docs/mutation-score.md");
});
