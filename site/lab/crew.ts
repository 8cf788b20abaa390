/**
 * The workers behind the page. A small one, loaded at once, runs the first race; one with everything follows. A contestant that a worker was
 * stuck with is left out from then on, until it is changed.
 */
import { defaultExperiment } from "../engine/default-experiment.ts";
import type { Contestant, Experiment } from "../engine/experiment.ts";
import type { Failure, Question, Reply, Request, Work } from "../engine/protocol.ts";
import { GuardedWorker } from "./guarded-worker.ts";

type Race = Extract<Request, { type: "race" }>;

const mostRaces = 50;

/** What decides whether a contestant is the same one that a worker was stuck with. */
const contentOf = ({ method, wrappers, schedule }: Contestant): string =>
  JSON.stringify([method, wrappers, schedule]);

/** Workers, and what is known of contestants that they were stuck with. */
export class Crew {
  readonly #hear: (reply: Reply) => void;
  readonly #stuckWith = new Set<string>();
  readonly #first: GuardedWorker;
  readonly #full: GuardedWorker;
  /** The latest races, the last one last: a worker may be stuck with what has been changed since. */
  #races: readonly Race[] = [];
  /** What was asked in the present run, the last of each kind about each contestant: a worker that is ended forgets it. */
  readonly #asked = new Map<string, Question>();

  constructor(hear: (reply: Reply) => void) {
    this.#hear = hear;
    const hearing = {
      hear,
      patience: (work: Work, run: number) => (this.#isTyped(work, run) ? 2000 : 20_000),
      stuck: (work: Work, run: number) => this.#leave(work, run),
      broken: (message: string) => this.#fail("problem", `the lab's worker could not be loaded: ${message}`),
    };
    this.#first = new GuardedWorker(
      () => new Worker(new URL("./first-worker.ts", import.meta.url), { type: "module" }),
      { ...hearing, hear: (reply) => this.#hearFirst(reply) },
    );
    this.#full = new GuardedWorker(
      () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
      hearing,
    );
  }

  /** Starts a race; what belongs to earlier ones is void. */
  race(run: number, experiment: Experiment): void {
    const isFirst = this.#races.length === 0 && experiment === defaultExperiment;
    const race: Race = { type: "race", run, experiment };
    this.#races = [...this.#races, race].slice(-mostRaces);
    this.#asked.clear();
    if (isFirst) this.#first.post(race);
    else this.#postRace(race);
  }

  /** Asks about a contestant; one that a worker was stuck with has no answer. */
  ask(question: Question): void {
    const { experiment, contestant, type } = question;
    this.#asked.set(`${type} ${contestant}`, question);
    const asked = experiment.contestants.find(({ id }) => id === contestant);
    if (!asked || !this.#stuckWith.has(contentOf(asked))) this.#full.post(question);
  }

  #hearFirst(reply: Reply): void {
    // The small one has only what the first race needs: what fails there is raced again where everything is.
    const race = this.#races.at(-1);
    if (reply.type === "failed" && reply.run === race?.run) {
      this.#first.end();
      this.#postRace(race);
      return;
    }
    // The race comes first: the large worker is loaded when it is over.
    if (reply.type === "raced") this.#full.start();
    if (reply.type === "done") this.#first.end();
    this.#hear(reply);
  }

  #postRace(race: Race): void {
    const { experiment } = race;
    const isFree = (each: Contestant) => each.isHidden || !this.#stuckWith.has(contentOf(each));
    const contestants = experiment.contestants.filter(isFree);
    this.#full.post({ ...race, experiment: { ...experiment, contestants } });
    for (const { id } of experiment.contestants.filter((each) => !isFree(each)))
      this.#fail({ contestant: id }, tooSlow);
  }

  /** Whether a reader typed the text that the work is on. What the lab brings itself comes to an end, however slow the machine is. */
  #isTyped(work: Work, run: number): boolean {
    const { experiment } = this.#races.find((each) => each.run === run) ?? {};
    if (work.on === "problem") return experiment?.problem.kind === "function";
    return experiment?.contestants.find(({ id }) => id === work.contestant)?.method.kind === "rule";
  }

  /** The others race again without the one to blame. */
  #leave(work: Work, run: number): void {
    const race = this.#races.at(-1);
    if (!race) return;
    if (work.on === "contestant") {
      const stuck = this.#races.find((each) => each.run === run);
      const guilty = stuck?.experiment.contestants.find(({ id }) => id === work.contestant);
      if (guilty) this.#stuckWith.add(contentOf(guilty));
    } else if (run === race.run) {
      this.#fail("problem", tooSlow);
      return;
    }
    this.#postRace(race);
    for (const question of [...this.#asked.values()]) this.ask(question);
  }

  #fail(where: Failure["where"], message: string): void {
    const { run = 0 } = this.#races.at(-1) ?? {};
    this.#hear({ type: "failed", run, where, message, place: null, fixes: [] });
  }
}

const tooSlow =
  "it was stopped: it gave no answer for seconds, so it is too slow or too large. Change it, and it is tried again";
