/** Searches of many groups through one tape, whose arrays serve all of them. */
import type { CurvePlan } from "./curve-plan.ts";
import { type SearchedRows, searchCurve, tapeOf } from "./curve-system.ts";
import type { Program } from "./program.ts";
import type { Found } from "./starts.ts";
import type { BlockPass, Tape } from "./tape.ts";

/** What a formula runs on. */
export type FitDevice = "wasm" | "js";

/** Searches for the parameters of one group after the other. */
export class Fitter {
  readonly #plan: CurvePlan;
  readonly #compile: (program: Program) => BlockPass | undefined;
  #tape: Tape | undefined;
  #pass: BlockPass | undefined;

  constructor(plan: CurvePlan, compile: (program: Program) => BlockPass | undefined) {
    this.#plan = plan;
    this.#compile = compile;
  }

  /** @throws NotFinite where there are no values at the start; CurveError where there is no start. */
  find(group: SearchedRows): Found {
    const { columns, rows } = group;
    const compile = (program: Program) => {
      this.#pass = this.#compile(program);
      return this.#pass;
    };
    this.#tape = this.#tape?.load(columns, rows) ?? tapeOf(this.#plan, columns, rows, compile);
    return searchCurve(this.#plan, group, this.#tape);
  }

  /** What the formula has run on. */
  get device(): FitDevice {
    return this.#pass ? "wasm" : "js";
  }

  /** Gives memory back. */
  end(): void {
    this.#tape?.free();
  }
}
