/**
 * A step of Adam with gradients of 100 rows of a table: beside a dense step on a tensor of 100 rows with the copies that a user would make
 * around it, and beside a dense step on the whole table. All take turns. Usage: npm run bench:rows -- [--quick]
 */
import { parseArgs } from "node:util";
import { adam, chain, clipByGlobalNorm, rows, tensor } from "../dist/index.js";
import { collectGarbage, shown, summary, takeTurns } from "./timing.mjs";

const { values: options } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const [chosen, columns] = [100, 64];

let state = 20;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};

const optimizers = { adam: () => adam(), "clipped adam": () => chain(clipByGlobalNorm(1), adam()) };
console.log(
  `${chosen} rows of ${columns} a step, float32, Node ${process.version}. Ratios are medians of the rounds'.`,
);
for (const [name, make] of Object.entries(optimizers)) {
  for (const count of [1e4, 1e5, 1e6]) {
    const indices = Array.from({ length: 64 }, () =>
      Uint32Array.from({ length: chosen }, () => Math.floor(random() * count)),
    );
    const values = Float32Array.from({ length: chosen * columns }, () => random() - 0.5);
    const table = tensor(new Float32Array(count * columns).fill(0.5), [count, columns]);
    const sparse = await make().init({ table });
    const small = await make().init({ table: tensor(new Float32Array(chosen * columns), [chosen, columns]) });
    const states = [sparse, small].map(({ params, state: { m, v } }) =>
      [params, m, v].map((tree) => tree.table.data),
    );
    let turn = 0;
    const next = () => indices[turn++ % indices.length];
    const byHand = () => {
      const now = next();
      for (const [s, to] of states[1].entries())
        for (let i = 0; i < chosen; i++)
          to.set(states[0][s].subarray(now[i] * columns, (now[i] + 1) * columns), i * columns);
      small.step({ table: values });
      for (const [s, from] of states[1].entries())
        for (let i = 0; i < chosen; i++)
          states[0][s].set(from.subarray(i * columns, (i + 1) * columns), now[i] * columns);
    };
    const samples = takeTurns(
      {
        rows: () => sparse.step({ table: rows(next(), values) }),
        "by hand": byHand,
        alone: () => small.step({ table: values }),
        dense: () => sparse.step(),
      },
      { rounds: options.quick ? 9 : 31, sampleMs: 20, warmMs: options.quick ? 100 : 400 },
    );
    const over = (other) =>
      summary(samples.rows.map((time, i) => time / samples[other][i])).median.toFixed(2);
    console.log(
      `${name.padEnd(14)}${String(count).padStart(8)} rows  ${shown(summary(samples.rows))}   over by hand ${over("by hand")}   over the small step alone ${over("alone")}   over dense ${over("dense")}`,
    );
    for (const descent of [sparse, small]) descent.dispose();
    collectGarbage();
  }
}
