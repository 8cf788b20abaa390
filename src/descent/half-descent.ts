/** A descent with parameters in 16 bits: views of codes where others have views of numbers, and masters as a state. */
import { masterName } from "../plan/masters.ts";
import { Descent } from "./descent.ts";
import { adopt, type Coded, codedOf, encoded, viewOf, withMasters } from "./half-arrays.ts";
import { restoreMasters, withCodes } from "./half-snapshot.ts";
import type { Named } from "./names.ts";
import type { Parts } from "./parts.ts";
import type { Restored, RestoreOptions } from "./restore.ts";
import type { Snapshot } from "./snapshot.ts";
import { type Live, readTree, type Structure, treeOf } from "./tree.ts";

/** Parameters, gradients and state of an optimizer, some of the parameters in 16 bits. Made by `optimizer.init`. */
export class HalfDescent<P = unknown, H extends string = string, S extends string = string> extends Descent<
  P,
  H,
  S
> {
  #structure!: Structure;
  #coded!: ReadonlyMap<string, Coded>;
  #name!: string;
  #state!: Named<S, unknown>;

  /** Made by `optimizer.init`. */
  constructor(parts: Parts) {
    super(parts);
    this.#take(parts);
  }

  protected override become(parts: Parts): void {
    super.become(parts);
    this.#take(parts);
  }

  #take({ running, structure, state }: Parts): void {
    this.#structure = structure;
    this.#coded = codedOf(running, structure);
    this.#name = masterName(running.plan.states);
    this.#state = withMasters(state, this.#name, () => this.#masters()) as Named<S, unknown>;
  }

  /** Copies of the masters, with the structure of the parameters. */
  #masters(): unknown {
    this.#adopt();
    return treeOf(this.#structure, (path) => this.#coded.get(path)?.master.slice());
  }

  /** Takes over what users have written into views of parameters. */
  #adopt(): void {
    // Throws after `dispose`.
    void this.params;
    for (const one of this.#coded.values()) adopt(one, one.master);
  }

  override get state(): Named<S, unknown> {
    // Throws after `dispose`.
    void super.state;
    return this.#state;
  }

  override async evalParams(): Promise<Live<P>> {
    this.#adopt();
    const { leaves, values } = readTree(await super.evalParams());
    const found = new Map(leaves.map(({ path }, index) => [path, values[index]!]));
    return treeOf(this.#structure, (path) => {
      const own = this.#coded.get(path);
      return own ? viewOf(own, encoded(own, found.get(path)!)) : found.get(path);
    }) as Live<P>;
  }

  override snapshotSync(): Snapshot {
    this.#adopt();
    return withCodes(super.snapshotSync(), this.#coded, this.#name);
  }

  override restoreSync(snapshot: Snapshot, options: RestoreOptions = {}): Restored {
    this.#adopt();
    return restoreMasters(snapshot, this.#coded, this.#name, options?.partial === true, (fitting) =>
      super.restoreSync(fitting, options),
    );
  }

  override restart(): void {
    this.#adopt();
    super.restart();
  }

  protected override subject(): Parts {
    const parts = super.subject();
    this.#adopt();
    return parts;
  }
}
