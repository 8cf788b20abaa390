/** Every row against its oracle in float64, on all backends, at every step and evaluation: to 1e-12, unless the oracle itself is less stable. */
import { test } from "vitest";
import { expectOracle, patternsOf } from "./against-oracle.ts";
import { everyRow, tested } from "./cases.ts";
import { demandedBy, extreme, quiet, shaped, vanishing } from "./problems.ts";

everyRow("agrees with the oracle from 1e-20 to 1e20", (row) =>
  expectOracle(row, extreme({ steps: 120, patterns: patternsOf(row) })),
);

everyRow("agrees with the oracle where tensors differ in scale", (row) =>
  expectOracle(row, shaped({ steps: 80 })),
);

everyRow("agrees with the oracle where gradients, rates and sums are 0", (row) => expectOracle(row, quiet()));

everyRow("agrees with the oracle where squares of gradients are 0", (row) => expectOracle(row, vanishing()));

const demands = tested.flatMap(([name, row]) =>
  Object.entries(demandedBy(row)).map(([what, problem]) => [`${name}, ${what}`, row, problem] as const),
);

test.each(demands)("%s: agrees with the oracle on what the row demands", (_, row, problem) =>
  expectOracle(row, problem),
);
