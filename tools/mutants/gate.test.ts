/** `npm run mutants`: every mutant is killed or listed, and the published page says so. `--update` writes the page. */
import { expect, test } from "vitest";
import { runGate } from "./gate.ts";
import { complaints, page } from "./report.ts";

test("every mutant of every rule is killed", async () => {
  const findings = await runGate();
  if (findings.missing.length) console.warn(`without an optimizer, left out: ${findings.missing.join(", ")}`);
  const text = page(findings);
  console.log(text);
  expect.soft(complaints(findings).join("\n")).toBe("");
  await expect.soft(text).toMatchFileSnapshot("../../docs/mutation-score.md");
});
