/**
 * A case: all contenders begin and prove that they compute the same step; then, in each round, each of them takes a sample of steps, one at a
 * time and in an order drawn anew. What does not fit into memory together takes part in several heats, in each of which Glissade takes part.
 */
import { freemem } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { Absent } from "./worker.mjs";
import { parameterAt, shownOf } from "./workers/data.mjs";

/** Bytes a parameter that a contender holds, parameters, gradients and two moments, and that it takes at most while it begins. */
const heldEach = 20;
const begunEach = 40;
/** The share of free memory that contenders may take together. */
const memoryShare = 0.75;
/** The share of the step that contenders may differ by: they round at other places. */
const tolerance = 1e-3;
/** Slow steps are taken in few rounds. */
const slowSeconds = 0.5;
const slowRounds = 3;

/** Random numbers in [0, 1), the same in every run. */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

function shuffled(values, random) {
  const left = [...values];
  return values.map(() => left.splice(Math.floor(random() * left.length), 1)[0]);
}

/** Those that take part in all heats. */
const isOurs = ({ kind, id }) => kind === "glissade" && id !== "js-1";

/** Contenders beside Glissade's in groups that fit into memory with them. */
export function heatsOf(contenders, n, bytes) {
  const others = contenders.filter((contender) => !isOurs(contender));
  const left = bytes - (contenders.length - others.length) * heldEach * n;
  const room = Math.max(1, Math.floor(left / (begunEach * n)));
  const count = Math.max(1, Math.ceil(others.length / room));
  const each = Math.ceil(others.length / count);
  return Array.from({ length: count }, (_, i) => others.slice(i * each, (i + 1) * each));
}

/** The largest difference of parameters that two contenders show, in shares of the largest step; what either does not know is left out. */
export function differenceOf(ours, theirs, start) {
  let [largest, difference] = [0, 0];
  for (let i = 0; i < start.length; i++) {
    if (Number.isNaN(ours[i]) || theirs[i] === undefined || Number.isNaN(theirs[i])) continue;
    largest = Math.max(largest, Math.abs(ours[i] - start[i]));
    difference = Math.max(difference, Math.abs(theirs[i] - ours[i]));
  }
  return difference / largest;
}

/** How many steps fill a sample; it takes steps until they take as long as they will. */
async function calibrated(worker, { sampleSeconds, warmSeconds }) {
  let [times, best] = [1, Infinity];
  for (let spent = 0; spent < warmSeconds || times * best < sampleSeconds / 2; ) {
    const seconds = Number(await worker.ask(`run ${times}`));
    spent += seconds;
    best = Math.min(best, seconds / times);
    if (seconds > slowSeconds) break;
    if (seconds < sampleSeconds) times *= 2;
  }
  return { times: Math.max(1, Math.round(sampleSeconds / best)), isSlow: best > slowSeconds };
}

/**
 * @param workers - a process for each contender, by its id.
 * @param timing - `rounds`, `sampleSeconds`, `warmSeconds`; `room`, the bytes that contenders may take together, by default of the host's
 *   memory; `keeps`, how many parameters a process may have had that goes on to the next case. `say(text)` is told what happens.
 * @returns `heats`, the seconds of a step in each round by contender (NaN where it sat out); `missing`, why others did not take part;
 *   `difference`, the largest between any two contenders' steps.
 */
export async function raced(one, contenders, workers, timing, random, say) {
  const { optimizer, n, count } = one;
  const { room = memoryShare * freemem(), keeps = 1e7 } = timing;
  const found = { ...one, heats: [], missing: {}, difference: 0 };
  const start = shownOf(n).map(parameterAt);
  const running = new Map();
  let first;
  /** Asks a contender; one that cannot is missing from here on. */
  const attempt = async ({ id }, act) => {
    if (id in found.missing) return;
    try {
      await act(workers.get(id));
    } catch (error) {
      if (!(error instanceof Absent)) throw error;
      found.missing[id] = error.message;
      running.delete(id);
      say(`${id}: ${error.message}`);
    }
  };
  const begin = (contender) =>
    attempt(contender, async (worker) => {
      await worker.ask(`begin ${optimizer} ${n} ${count}`, 100 + n / 1e7);
      await worker.ask("run 5");
      if (contender.kind !== "floor") {
        const shown = (await worker.ask("show")).trim().split(" ").map(Number);
        first ??= shown;
        const difference = differenceOf(first, shown, start);
        if (!(difference <= tolerance))
          throw new Absent(
            `computes another step of ${optimizer}, off by ${difference.toPrecision(2)} of it`,
          );
        found.difference = Math.max(found.difference, difference);
      }
      running.set(contender.id, await calibrated(worker, timing));
    });
  const end = async (contender) => {
    running.delete(contender.id);
    // Some never give memory back.
    if (n >= keeps) workers.get(contender.id).end();
    else await attempt(contender, (worker) => worker.ask("free"));
  };
  const race = async (heat) => {
    const samples = Object.fromEntries([...running.keys()].map((id) => [id, []]));
    for (let round = 0; round < timing.rounds; round++) {
      for (const contender of shuffled(heat, random)) {
        await attempt(contender, async (worker) => {
          const { times, isSlow } = running.get(contender.id);
          if (isSlow && round >= slowRounds) return samples[contender.id].push(Number.NaN);
          // The caches hold another's values.
          if (times >= 4) await worker.ask(`run ${times >> 2}`);
          samples[contender.id].push(Number(await worker.ask(`run ${times}`)) / times);
          // Threads of others go to sleep.
          return pause(3);
        });
      }
    }
    return Object.fromEntries(Object.entries(samples).filter(([id]) => !(id in found.missing)));
  };
  const ours = contenders.filter(isOurs);
  const heats = heatsOf(contenders, n, room);
  for (const contender of ours) await begin(contender);
  for (const others of heats) {
    for (const contender of others) await begin(contender);
    found.heats.push(await race([...ours, ...others]));
    for (const contender of others) await end(contender);
  }
  for (const contender of ours) await end(contender);
  return found;
}
