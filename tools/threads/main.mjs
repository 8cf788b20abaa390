/**
 * `npm run threads`: twenty thousand descents with threads, none of which is disposed of, take no more memory than the first few thousand;
 * and a process with sleeping workers ends by itself. The number of descents may be given.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { sgd } from "../../dist/index.js";

const descents = Number(process.argv[2] ?? 20_000);
/** Megabytes that may come and go between two collections. */
const slack = 150;
const megabytes = () => Math.round(process.memoryUsage().rss / 1e6);

const params = new Float32Array(2 ** 15);
let least = Number.POSITIVE_INFINITY;
for (let made = 1; made <= descents; made++) {
  const descent = await sgd().init(params, { threads: 2 });
  if (descent.threads !== 2) throw new Error(`descent ${made} has ${descent.threads} threads`);
  if (made % 2) descent.step();
  if (made % Math.ceil(descents / 20) > 0) continue;
  const now = megabytes();
  console.log(`${made} descents: ${now} MB`);
  least = Math.min(least, now);
  if (now > least + slack) throw new Error(`memory grows: ${least} MB before, ${now} MB after ${made}`);
}

const program = `
  import { sgd } from ${JSON.stringify(fileURLToPath(new URL("../../dist/index.js", import.meta.url)))};
  const descent = await sgd().init(new Float32Array(2 ** 15), { threads: 3 });
  for (let step = 0; step < 50; step++) descent.step();
  console.log(descent.threads);`;
const printed = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
  encoding: "utf8",
  timeout: 20_000,
});
if (printed.trim() !== "3") throw new Error(`three threads were asked for; there are ${printed}`);
console.log("a process with sleeping workers ends by itself");
