/**
 * What every worker in JavaScript does: it reads a line, does what it says, and answers with a line. `begin OPTIMIZER N COUNT` makes N
 * parameters in COUNT tensors: `ok`, or `no` and why. `run K` takes K steps: seconds. `show`: some parameters. `dump FILE` writes all of them
 * there, as float32: `ok`. `free`: `ok`.
 */
import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { shownOf } from "./data.mjs";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

/** What a contender lacks: told in the table, no failure. */
export class Lacking extends Error {}

/**
 * @param begin - (optimizer, n, count) to `{ run, tensor, free }`: `run(times)` takes steps and waits for them, `tensor(k)` holds the
 *   values of a tensor, `free()` lets memory go. `shown(places)`, if it is there, gives the parameters at these places alone.
 * @param more - answers to other questions, by name.
 */
export async function serve(begin, more = {}) {
  let problem;
  const answers = {
    async begin(optimizer, n, count) {
      problem = { n: Number(n), count: Number(count) };
      Object.assign(problem, await begin(optimizer, problem.n, problem.count));
      // What `begin` was given lies in arrays that nothing refers to any more.
      collectGarbage();
      return "ok";
    },
    async run(times) {
      const start = performance.now();
      await problem.run(Number(times));
      return (performance.now() - start) / 1e3;
    },
    async show() {
      const each = problem.n / problem.count;
      if (problem.shown) return [...(await problem.shown(shownOf(problem.n)))].join(" ");
      const values = [];
      const tensors = new Map();
      for (const i of shownOf(problem.n)) {
        const k = Math.floor(i / each);
        if (!tensors.has(k)) tensors.set(k, await problem.tensor(k));
        values.push(tensors.get(k)[i - k * each]);
      }
      return values.join(" ");
    },
    async dump(file) {
      const tensors = [];
      for (let k = 0; k < problem.count; k++) tensors.push(await problem.tensor(k));
      const all = tensors.map(
        ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
      );
      writeFileSync(file, Buffer.concat(all));
      return "ok";
    },
    async free() {
      await problem?.free?.();
      problem = undefined;
      collectGarbage();
      return "ok";
    },
    ...more,
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const [name, ...rest] = line.split(" ");
    try {
      console.log(String(await answers[name](...rest)));
    } catch (error) {
      if (!(error instanceof Lacking)) console.error(error);
      console.log(`no ${error.message.split("\n")[0]}`);
    }
  }
  process.exit(0);
}
