/** Worker threads that fit groups. Loaded when they are asked for. */
import { type ModuleWorker, processors, startModule } from "../runtime/host/threads/start-worker.ts";
import type { CurvePlan } from "./curve-plan.ts";
import type { SearchedRows } from "./curve-system.ts";
import type { FitCurveOptions } from "./fit-curve-options.ts";
import type { FitDevice } from "./fitter.ts";
import { type Outcome, type PackedOutcomes, type PackedRows, packRows, unpackOutcomes } from "./wire.ts";

/** What a worker is sent: rows of some groups, and what to fit to them where that is not what was fitted before. */
export interface Task {
  readonly plan?: {
    readonly formula: string;
    readonly columns: readonly string[];
    readonly settings: FitCurveOptions;
  };
  readonly packed: PackedRows;
}

/** What it answers. */
export interface Answer {
  readonly outcomes: PackedOutcomes;
  readonly device: FitDevice;
}

/** Starts a worker. @throws whatever the engine throws where it cannot. */
export type StartFitWorker = (onAnswer: (answer: Answer) => void, onEnd: () => void) => ModuleWorker<Task>;

/** The file of the package beside this one. */
const file = "./curves-worker.js";

export const startFitWorker: StartFitWorker = (onAnswer, onEnd) =>
  startModule(
    new URL(file, import.meta.url),
    () => new Worker(new URL("./curves-worker.js", import.meta.url), { type: "module", name: "glissade" }),
    onAnswer,
    onEnd,
  );

/** At most so many rows, or one group, are sent at once; and each worker gets at least so many parts, since some take longer than others. */
const [mostRows, leastParts] = [4096, 4];

/** What is fitted, and to which groups. */
export interface Work {
  readonly plan: CurvePlan;
  /** The formula, the names of the table's columns and the options that the plan was made of. */
  readonly made: NonNullable<Task["plan"]>;
  readonly groups: readonly SearchedRows[];
}

/** What came of it. */
export interface Done {
  /** For each group; undefined where no worker has fitted it. */
  readonly outcomes: readonly (Outcome | undefined)[];
  readonly device: FitDevice | undefined;
  /** How many workers have taken part. */
  readonly threads: number;
}

interface Member {
  readonly worker: ModuleWorker<Task>;
  /** Who waits for answers, in the order of tasks. */
  readonly waits: ((answer: Answer | undefined) => void)[];
  hasEnded: boolean;
  hasAnswered: boolean;
}

/** Workers, and what they do together. */
export class Crew {
  readonly #start: StartFitWorker;
  #members: Member[] = [];
  /** Whether workers cannot be had here: what was refused once is not asked for again. */
  #isRefused = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(start: StartFitWorker = startFitWorker) {
    this.#start = start;
  }

  /** Fits groups on so many workers: one call after the other. */
  fit(work: Work, threads: number | "auto"): Promise<Done> {
    const run = this.#last.then(() => this.#fit(work, threads === "auto" ? processors() : threads));
    this.#last = run.catch(() => {});
    return run;
  }

  async #fit({ plan, made, groups }: Work, threads: number): Promise<Done> {
    const parts = partsOf(groups, threads);
    const outcomes: (Outcome | undefined)[] = groups.map(() => undefined);
    const members = this.#grow(Math.min(threads, parts.length));
    const [begun, used] = [new Set<Member>(), new Set<Member>()];
    let device: FitDevice | undefined;
    let next = 0;
    const serve = async (member: Member): Promise<void> => {
      while (next < parts.length && !member.hasEnded) {
        const { from, to } = parts[next++]!;
        const packed = packRows(plan, groups.slice(from, to));
        const task = begun.has(member) ? { packed } : { plan: made, packed };
        begun.add(member);
        const answer = await this.#ask(member, task);
        if (!answer) return;
        used.add(member);
        device = answer.device;
        const found = unpackOutcomes(plan, to - from, answer.outcomes);
        for (let i = from; i < to; i++) outcomes[i] = found[i - from];
      }
    };
    for (const { worker } of members) worker.hold(true);
    // A second task waits for each, so that none is idle while its answer is read.
    await Promise.all([...members, ...members].map((member) => serve(member)));
    for (const { worker } of members) worker.hold(false);
    return { outcomes, device, threads: used.size };
  }

  /** As many members, or as many as can be had. */
  #grow(count: number): readonly Member[] {
    while (this.#members.length < count && !this.#isRefused) {
      const waits: Member["waits"] = [];
      try {
        const worker = this.#start(
          (answer) => {
            member.hasAnswered = true;
            waits.shift()?.(answer);
          },
          () => this.#lose(member),
        );
        const member: Member = { worker, waits, hasEnded: false, hasAnswered: false };
        this.#members.push(member);
      } catch {
        this.#isRefused = true;
      }
    }
    return this.#members.slice(0, count);
  }

  #ask(member: Member, task: Task): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      if (member.hasEnded) return resolve(undefined);
      member.waits.push(resolve);
      try {
        member.worker.post(task, [task.packed.numbers.buffer]);
      } catch {
        // The engine cannot send this to another thread.
        this.#lose(member);
      }
    });
  }

  #lose(member: Member): void {
    if (member.hasEnded) return;
    member.hasEnded = true;
    if (!member.hasAnswered) this.#isRefused = true;
    this.#members = this.#members.filter((other) => other !== member);
    member.worker.end();
    for (const resolve of member.waits.splice(0)) resolve(undefined);
  }

  /** Ends all workers. */
  end(): void {
    for (const member of this.#members) this.#lose(member);
  }
}

/** Runs of groups that are sent at once. */
function partsOf(
  groups: readonly SearchedRows[],
  threads: number,
): { readonly from: number; readonly to: number }[] {
  const all = groups.reduce((sum, group) => sum + group.rows, 0);
  const most = Math.min(mostRows, Math.ceil(all / threads / leastParts));
  const parts: { from: number; to: number }[] = [];
  let [from, rows] = [0, 0];
  for (let to = 0; to < groups.length; to++) {
    if (to > from && rows + groups[to]!.rows > most) {
      parts.push({ from, to });
      [from, rows] = [to, 0];
    }
    rows += groups[to]!.rows;
  }
  if (from < groups.length) parts.push({ from, to: groups.length });
  return parts;
}

/** The workers of this thread, made when they are first needed. */
let crew: Crew | undefined;
export const crewOfThread = (): Crew => {
  crew ??= new Crew();
  return crew;
};
