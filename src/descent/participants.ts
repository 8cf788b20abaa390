/**
 * Which parameters take part in a call: those that are not frozen and have a gradient. Where a step takes several gradients, those that
 * have had one.
 */
import { type CohortCall, DeviceError } from "../runtime/device.ts";
import { Chosen } from "./chosen.ts";
import { Cohort, type SavedCount } from "./cohorts.ts";
import type { Counts } from "./counters.ts";
import type { Hypers } from "./hypers.ts";
import { display } from "./leaf.ts";
import type { Running } from "./running.ts";
import type { Target } from "./targets.ts";

/** What a snapshot has of it; nothing while all parameters take part in all steps. */
export interface SavedParts {
  /** What each parameter counts, by path, once some have not taken part in all steps. */
  readonly counts?: Readonly<Record<string, SavedCount>> | undefined;
  /** Paths of frozen parameters. */
  readonly frozen?: readonly string[] | undefined;
  /** Paths of those that have had no gradient since the last step, where some have come. */
  readonly silent?: readonly string[] | undefined;
}

/** Decides it. */
export class Participants {
  readonly #running: Running;
  readonly #hypers: Hypers;
  /** Paths of all parameters. */
  readonly paths: readonly string[];
  readonly #grads: readonly Target["view"][];
  readonly #frozen: Chosen;
  /** Those that take no part in the call. */
  readonly #absent: Chosen;
  /** Those that have had no gradient since the last step, if any have come. */
  readonly #silent: Chosen;
  #cohorts: readonly Cohort[] | undefined;
  /** The cohort of each path, once there are several. */
  readonly #cohortOf = new Map<string, Cohort>();
  /** Whether all have taken part in all steps and none is frozen: then a call without nulls needs no decision. */
  areAll = true;
  readonly #counts: Counts;

  /** `grads` are the memory of the gradients, in the order of `paths`. */
  constructor(
    running: Running,
    hypers: Hypers,
    paths: readonly string[],
    grads: readonly Target["view"][],
    counts: Counts,
  ) {
    this.#counts = counts;
    this.#running = running;
    this.#hypers = hypers;
    this.paths = paths;
    this.#grads = grads;
    this.#frozen = new Chosen(paths.length);
    this.#absent = new Chosen(paths.length);
    this.#silent = new Chosen(paths.length);
  }

  /** Paths of those that are frozen. */
  get frozen(): readonly string[] {
    return this.#frozen.of(this.paths);
  }

  /** Whether some have not taken part in all steps. */
  get isDivided(): boolean {
    return this.#cohorts !== undefined;
  }

  /** Freezes some, or no longer. @throws DeviceError if the device cannot leave parameters out. */
  freeze(paths: ReadonlySet<string>, isFrozen: boolean): void {
    this.#checkDevice();
    for (const [index, path] of this.paths.entries()) if (paths.has(path)) this.#frozen.set(index, isFrozen);
    this.#look();
  }

  #look(): void {
    this.areAll = !this.#cohorts && !this.#frozen.isAny && !this.#silent.isAny;
  }

  #checkDevice(): void {
    if (this.#running.execution.divide) return;
    throw new DeviceError("this device cannot leave out single parameters: give all a gradient, freeze none");
  }

  /**
   * Before a call: who takes part in it.
   *
   * @param nulls - those without a gradient in it.
   * @returns the cohorts; undefined where there is one, and it takes part.
   * @throws DeviceError if the device cannot leave parameters out.
   */
  begin(phase: "step" | "before" | "flush" | "estimate", nulls: Chosen): readonly CohortCall[] | undefined {
    const isSimple = !nulls.isAny && !this.#frozen.isAny && !this.#silent.isAny;
    if (isSimple && !this.#cohorts) return undefined;
    if (!isSimple) this.#checkDevice();
    const absent = this.#absent;
    absent.clear();
    if (!isSimple) {
      for (let i = 0; i < this.paths.length; i++)
        absent.set(
          i,
          this.#frozen.has(i) || this.#isSilent(i, phase, nulls.has(i), this.#counts.pending > 0),
        );
    }
    if (!this.#cohorts && !absent.isAny) return undefined;
    return this.#cohortsWithout(absent, phase !== "estimate");
  }

  /** `isStep`: whether it is a step, or a part of one. */
  #cohortsWithout(absent: Chosen, isStep = true): readonly CohortCall[] {
    const cohorts = this.#cohorts ?? [this.#everyone()];
    this.#divideInto(partedBy(cohorts, absent));
    for (let c = 0; c < this.#cohorts!.length; c++) {
      const cohort = this.#cohorts![c]!;
      cohort.evaluate(!absent.has(cohort.members[0]!), isStep);
    }
    return this.#cohorts!;
  }

  /**
   * Before a step: those that have a gradient in it, and had none in its first half, go through that half with zeros.
   *
   * @param run - runs the first half for cohorts; whether it took place.
   * @returns whether it took place where there are any.
   */
  catchUp(nulls: Chosen, run: (cohorts: readonly CohortCall[]) => boolean): boolean {
    if (!this.#silent.isAny) return true;
    const absent = this.#absent;
    for (let i = 0; i < this.paths.length; i++)
      absent.set(i, !this.#silent.has(i) || nulls.has(i) || this.#frozen.has(i));
    if (absent.count === this.paths.length) return true;
    if (this.#running.execution.silence) {
      const path = this.paths.find((_, i) => !absent.has(i))!;
      throw new DeviceError(
        `gradients at ${display(path)}: it had none in perturb(), and on this device none in step() then; give null, or zeros in perturb()`,
      );
    }
    const late = this.#grads.filter((_, i) => !absent.has(i));
    // Gradients may have been written in place.
    const kept = late.map((gradient) => gradient.slice());
    for (const gradient of late) gradient.fill(-0);
    const isTaken = run(this.#cohortsWithout(absent));
    for (const [i, gradient] of late.entries()) gradient.set(kept[i]!);
    return isTaken;
  }

  #everyone(): Cohort {
    const { count } = this.#counts;
    return new Cohort(this.#hypers, [...this.paths.keys()], { count, powers: this.#hypers.powers }, count);
  }

  /** Whether a parameter has no gradient for a call; a null beside a gradient counts as a gradient that adds nothing. */
  #isSilent(
    index: number,
    phase: "step" | "before" | "flush" | "estimate",
    isNull: boolean,
    isWaiting: boolean,
  ): boolean {
    const wasSilent = isWaiting ? this.#silent.has(index) : isNull;
    if (phase === "flush") return wasSilent;
    if (!isNull) return false;
    if (phase === "before" || wasSilent) return true;
    this.#silence(index);
    return false;
  }

  #silence(index: number): void {
    const { execution } = this.#running;
    if (execution.silence) execution.silence(this.paths[index]!);
    // Minus zero changes no bit of what it is added to.
    else this.#grads[index]!.fill(-0);
  }

  #divideInto(cohorts: readonly Cohort[]): void {
    if (cohorts === this.#cohorts) return;
    this.#cohorts = cohorts;
    for (const cohort of cohorts)
      for (const member of cohort.members) this.#cohortOf.set(this.paths[member]!, cohort);
    this.#look();
    const paths = cohorts.map(({ members }) => members.map((member) => this.paths[member]!));
    this.#running.execution.divide!(paths);
  }

  /** A gradient before the step's own was taken in. */
  gathered(nulls: Chosen): void {
    const { pending } = this.#counts;
    if (pending > 0 && !this.#silent.isAny) return;
    for (let i = 0; i < this.paths.length; i++)
      this.#silent.set(i, nulls.has(i) && (pending === 0 || this.#silent.has(i)));
    this.#look();
  }

  /** A step was taken. */
  took(): void {
    this.#silent.clear();
    this.#look();
    if (!this.#cohorts) return;
    for (let c = 0; c < this.#cohorts.length; c++) this.#cohorts[c]!.took();
  }

  /** The step that was taken last was declined after all. */
  back(): void {
    for (const cohort of this.#cohorts ?? []) cohort.back();
  }

  /** The cohorts after the descent's last step, for parameters to evaluate with. */
  after(): readonly CohortCall[] | undefined {
    for (const cohort of this.#cohorts ?? []) cohort.evaluateAfter();
    return this.#cohorts;
  }

  /** Whether a parameter took part in the last call. */
  tookPart(path: string): boolean {
    return this.#cohortOf.get(path)?.tookPart ?? true;
  }

  /** Whether a parameter has taken part in any step. */
  hasTakenPart(path: string): boolean {
    return (this.#cohortOf.get(path)?.count ?? this.#counts.count) > 0;
  }

  /** What a parameter counts. */
  countOf(path: string): SavedCount {
    return this.#cohortOf.get(path)?.saved ?? { count: this.#counts.count, powers: this.#hypers.powers };
  }

  /** For a snapshot. */
  get saved(): SavedParts {
    const counts = this.#cohorts?.flatMap(({ members, saved }) =>
      members.map((member) => [this.paths[member]!, saved] as const),
    );
    return {
      ...(counts && { counts: Object.fromEntries(counts) }),
      ...(this.#frozen.isAny && { frozen: this.frozen }),
      ...(this.#silent.isAny && { silent: this.#silent.of(this.paths) }),
    };
  }

  /** All have taken no step again; those that are frozen stay so. */
  restart(): void {
    this.#silent.clear();
    if (this.#cohorts) this.#unite();
    else this.#look();
  }

  #unite(): void {
    this.#cohorts = undefined;
    this.#cohortOf.clear();
    this.#look();
    this.#running.execution.divide?.([]);
  }

  /**
   * Continues from a snapshot, after `count` steps of the descent. Parameters for which `likeness` gives the same text have the same values of states that are one
   * number for a cohort.
   */
  resume(
    { counts, frozen = [], silent = [] }: SavedParts,
    count: number,
    likeness: (path: string) => string,
  ): void {
    const [areFrozen, areSilent] = [new Set(frozen), new Set(silent)];
    for (const [index, path] of this.paths.entries()) {
      this.#frozen.set(index, areFrozen.has(path));
      this.#silent.set(index, areSilent.has(path));
    }
    if (!counts) {
      this.#unite();
      return;
    }
    const alike = new Map<string, number[]>();
    for (const [index, path] of this.paths.entries()) {
      const key = `${JSON.stringify(counts[path])} ${likeness(path)}`;
      const members = alike.get(key);
      if (members) members.push(index);
      else alike.set(key, [index]);
    }
    this.#divideInto(
      [...alike.values()].map(
        (members) => new Cohort(this.#hypers, members, counts[this.paths[members[0]!]!]!, count),
      ),
    );
  }
}

/** Cohorts of which each takes part as a whole or not; the same array where they are so already. */
function partedBy(cohorts: readonly Cohort[], absent: Chosen): readonly Cohort[] {
  let isParted = false;
  for (let c = 0; c < cohorts.length; c++) if (cohorts[c]!.isPartedBy(absent)) isParted = true;
  if (!isParted) return cohorts;
  return cohorts.flatMap((cohort) => (cohort.isPartedBy(absent) ? cohort.parts(absent) : [cohort]));
}
