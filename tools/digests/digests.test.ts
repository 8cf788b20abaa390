/**
 * A digest of everything that each row of the conformance table computes, on every device: parameters, states, parameters to
 * evaluate with. `DIGESTS=before.json npm run digests` writes them; with a file that is there it compares with it. For changes
 * of the inside that must not change a bit.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { env } from "node:process";
import { expect, test } from "vitest";
import { cases, changing, devices } from "../../test/conformance/cases.ts";
import { begin, mixed, step, take } from "../../test/conformance/descents.ts";
import { demandedBy, extreme, shaped } from "../../test/conformance/problems.ts";
import { contents } from "../../test/fuzz/trees.ts";

const [hard, moving] = [extreme({ steps: 50, float32: true }), shaped({ steps: 40, float32: true })];

test("digests of all rows", async () => {
  const found: Record<string, string> = {};
  for (const [name, row] of cases) {
    const problems = { hard, moving, ...demandedBy(row) };
    for (const device of devices) {
      const hash = createHash("sha256");
      for (const [of, problem] of Object.entries(problems)) {
        for (const dtype of of === "moving" ? [mixed] : (["float32", "float64"] as const)) {
          const descent = await begin(changing(row, problem), problem, { device, dtype });
          const see = () => {
            for (const [what, values] of contents(descent))
              hash.update(what).update(Float64Array.from(values));
          };
          take(descent, problem, { after: (t) => t % 10 === 9 && see() });
          see();
          if (descent.pending > 0) step(descent, problem.losses[0]!);
          if (descent.pending === 0)
            for (const { data } of Object.values(await descent.evalParams())) hash.update(data);
          descent.dispose();
        }
      }
      found[`${name} ${device}`] = hash.digest("base64url").slice(0, 16);
    }
  }
  const file = env.DIGESTS;
  if (!file || !existsSync(file)) {
    if (file) writeFileSync(file, `${JSON.stringify(found, null, 1)}\n`);
    return;
  }
  const meant = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  // A row that is new has nothing to be compared with.
  const differing = Object.keys(meant).filter((name) => meant[name] !== found[name]);
  expect(differing).toEqual([]);
});
