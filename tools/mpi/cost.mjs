/** `glissade cost --calibrate` on ranks: one of them prints, and the model is near to what was measured where the machine is at rest. */
import { strict as assert } from "node:assert";
import { join } from "node:path";

/** The command, up to so many bytes. */
export const calibration = (root, largest) => [
  join(root, "dist/cli/main.js"),
  ...["cost", "--calibrate", "--largest", largest, "--json"],
];

/** The command works: what it finds depends on the machine. */
export function cost({ root, ranks, right }) {
  for (const count of [2, 3]) {
    const found = JSON.parse(right(ranks(count, calibration(root, "1e5"))));
    assert.equal(found.ranks, count);
    assert.deepEqual(
      found.measured.map(({ bytes }) => Math.round(bytes / 1000)),
      [1, 3, 10, 30, 100],
    );
    for (const value of [found.latency, found.bandwidth, ...found.modelled]) assert(value > 0, String(value));
    assert(found.factor >= 1);
  }
  console.log("glissade cost --calibrate prints once, on 2 and 3 ranks");
}

/** What the command has printed as JSON: the model's times are within a factor of 1.5 of those measured. */
export function near(printed, where) {
  const { latency, bandwidth, beyond, factor, measured, modelled } = JSON.parse(/^\{.*$/m.exec(printed)[0]);
  for (const [index, { bytes, seconds }] of measured.entries()) {
    const times = [seconds, modelled[index]].map((time) => `${(time * 1e6).toFixed(1)} us`);
    console.log(`${(bytes / 1000).toFixed(0)} kB: measured ${times[0]}, model ${times[1]}`);
  }
  const second = beyond
    ? `, ${beyond.bandwidth.toExponential(2)} B/s beyond ${beyond.bytes.toExponential(2)} B`
    : "";
  console.log(
    `${where}: latency ${latency.toExponential(2)} s, bandwidth ${bandwidth.toExponential(2)} B/s${second}: within ${factor.toFixed(2)}`,
  );
  assert(factor <= 1.5, `the model is off by a factor of ${factor.toFixed(2)}`);
}

/** Two ranks of one machine, 1 kB to 400 MB. */
export const measured = ({ root, ranks, right }) =>
  near(right(ranks(2, calibration(root, "4e8"))), "two ranks of one machine");
