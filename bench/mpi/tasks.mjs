/** What the ranks of a benchmark have in common: each reads tasks from a pipe of its own, so that it waits for its turn without a processor. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { connect } from "../../dist/mpi/index.js";

/**
 * Carries out tasks until there are no more: lines of words, the same on all ranks.
 *
 * @param folder - has a pipe for each rank, by its number.
 * @param begin - gives what carries out a task: the seconds that it took on this rank, and what else rank 0 answers.
 */
export async function serve(folder, begin) {
  const world = await connect();
  const carryOut = await begin(world);
  const say = (answer) => world.rank === 0 && console.log(JSON.stringify(answer));
  const tasks = createInterface({ input: createReadStream(`${folder}/${world.rank}`) });
  say({ library: world.library });
  for await (const line of tasks) {
    const { seconds, ...more } = await carryOut(line.split(" "));
    const slowest = Float64Array.of(seconds);
    world.allReduce(slowest, "max");
    say({ seconds: slowest[0], ...more });
  }
  world.close();
}

/** Seconds that something takes, once all ranks are there. */
export async function timed(world, run) {
  world.barrier();
  const begun = performance.now();
  await run();
  return (performance.now() - begun) / 1000;
}
