/**
 * The study: for each task and server the rates that reach the target first on one seed, of one grid; then five other seeds at these rates. A line
 * of JSON for each part that is done, so that a run that was stopped goes on where it was.
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { intervalOf } from "../../src/compare/statistics.ts";
import { fashion } from "./fashion.ts";
import { best, type Course, roundTo, type Setting, servers, simulate } from "./simulate.ts";
import { synthetic } from "./synthetic.ts";
import type { Task } from "./task.ts";

const clientRates = [0.03, 0.1, 0.3];
const serverRates = [0.01, 0.03, 0.1, 0.3, 1];
const seeds = [1, 2, 3, 4, 5];
const tuningSeed = 0;
const look = 2;
const dropOut = 0.1;

const many = { clients: 100_000, perRound: 100 };

/** By name: the population of a seed. */
const tasks: Readonly<Record<string, (seed: number, part: boolean) => Task | Promise<Task>>> = {
  fashion: (seed, part) =>
    fashion({ name: "fashion", clients: 1000, perRound: 10, rounds: part ? 4 : 60, target: 0.7 }, seed),
  "synthetic-shared": (seed, part) =>
    synthetic({ name: "synthetic-shared", ...many, shared: 1, rounds: part ? 4 : 20, target: 0.3 }, seed),
  "synthetic-1-1": (seed, part) =>
    synthetic({ name: "synthetic-1-1", ...many, shared: 0, rounds: part ? 4 : 6, target: 0.2 }, seed),
};

interface Part {
  readonly task: string;
  readonly server: string;
  readonly seed: number;
  readonly rounds: number;
  readonly courses: readonly Course[];
  /** Processor time. */
  readonly seconds: number;
}

const keyOf = ({ task, server, seed, rounds }: Omit<Part, "courses" | "seconds">) =>
  [task, server, seed, rounds].join();

/** Runs what the log does not have yet, and prints a table. */
export async function study({
  log,
  only,
  part,
}: {
  readonly log: string;
  readonly only: readonly string[];
  readonly part: boolean;
}): Promise<void> {
  const done = new Map<string, Part>();
  if (existsSync(log))
    for (const line of readFileSync(log, "utf8").trim().split("\n").filter(Boolean)) {
      const read = JSON.parse(line) as Part;
      done.set(keyOf(read), read);
    }
  const unknown = only.filter((name) => !Object.hasOwn(tasks, name));
  if (unknown.length > 0)
    throw new Error(`no task ${unknown.join(", ")}; there are ${Object.keys(tasks).join(", ")}`);
  for (const [name, make] of Object.entries(tasks)) {
    if (only.length > 0 && !only.includes(name)) continue;
    // The population of a seed is made once for all servers.
    let made: { seed: number; task: Task } | undefined;
    const taskOf = async (seed: number) => {
      if (made?.seed !== seed) made = { seed, task: await make(seed, part) };
      return made.task;
    };
    const { rounds, target } = await taskOf(tuningSeed);
    const courses = async (
      server: string,
      seed: number,
      settings: readonly Setting[],
    ): Promise<readonly Course[]> => {
      const key = { task: name, server, seed, rounds };
      const known = done.get(keyOf(key));
      if (known) return known.courses;
      const begun = process.cpuUsage();
      const on = seed === tuningSeed ? "validation" : "test";
      const found = await simulate(await taskOf(seed), settings, { seed, rounds, look, on, dropOut });
      const { user, system } = process.cpuUsage(begun);
      const line: Part = { ...key, courses: found, seconds: (user + system) / 1e6 };
      appendFileSync(log, `${JSON.stringify(line)}\n`);
      done.set(keyOf(key), line);
      return found;
    };
    const chosen = new Map<string, Setting>();
    for (const server of Object.keys(servers)) {
      const grid = clientRates.flatMap((clientRate) =>
        serverRates.map((rate) => ({ server, rate, clientRate })),
      );
      const { rate, clientRate } = best(
        await courses(server, tuningSeed, grid),
        await taskOf(tuningSeed),
        look,
      );
      chosen.set(server, { server, rate, clientRate });
    }
    const reached = new Map<string, Course[]>();
    for (const seed of part ? seeds.slice(0, 1) : seeds)
      for (const [server, setting] of chosen)
        reached.set(server, [...(reached.get(server) ?? []), ...(await courses(server, seed, [setting]))]);
    console.log(
      `\n${name}: rounds to an accuracy of ${target} on rows that no client has, of ${rounds} rounds`,
    );
    for (const [server, found] of reached) console.log(lineOf(server, chosen.get(server)!, found, target));
  }
}

function lineOf(
  server: string,
  { rate, clientRate }: Setting,
  found: readonly Course[],
  target: number,
): string {
  const rounds = found.map((course) => roundTo(course, target, look));
  const ends = found.map(({ accuracies }) => accuracies.at(-1) ?? Number.NaN);
  const shown = ({ mean, low, high }: ReturnType<typeof intervalOf>, digits: number) =>
    `${mean.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
  const missed = rounds.filter((round) => !Number.isFinite(round)).length;
  const what =
    missed > 0 ? `not reached by ${missed} of ${found.length} seeds` : shown(intervalOf(rounds, 0.95), 1);
  return `${server.padEnd(11)} server ${rate}, clients ${clientRate}: ${what}; accuracy at the end ${shown(intervalOf(ends, 0.95), 3)}`;
}
