/**
 * A round of federated learning: clients train from the server's parameters and send what they have moved by; the server takes a step
 * on the mean of those that came. McMahan, Moore, Ramage, Hampson, Agüera y Arcas: Communication-Efficient Learning of Deep Networks
 * from Decentralized Data, AISTATS 2017; Reddi and others: Adaptive Federated Optimization, ICLR 2021, Algorithm 1.
 */
import { leafOf, mapTree } from "../adapters/jax-js/leaves.ts";
import {
  chain,
  type Descent,
  type Gradients,
  ParameterError,
  ProtocolError,
  scale,
  skipNonFinite,
} from "../index.ts";
import { whole } from "../options/kinds.ts";
import { argumentOf } from "../options/option.ts";

/**
 * What a client has moved by: its parameters less the server's, a tree of numbers like the parameters. `null` stands where it has not trained: it
 * counts as 0.
 */
export type Delta<P> = Gradients<P>;

/** What came in a round. */
export interface RoundSummary {
  /** Clients whose deltas came. */
  readonly clients: number;
  /** Rows that they trained on. */
  readonly rows: number;
}

const readRows = argumentOf<number>("add", "rows", whole(1));

/** Adds each delta, times its rows, in float64. A delta that is not finite is declined. */
const sum = chain(skipNonFinite(), scale(1));

/**
 * Begins a round of a server.
 *
 * @param server - a descent of the optimizer that the server takes steps with, such as `fedYogi()`: clients start from its parameters. Take no
 *   step with it until the round has finished.
 * @example
 * const server = await fedAvg().init({ w: new Float32Array(2) });
 * const round = await beginRound(server);
 * round.add({ w: [1, 1] }, 30);
 * round.add({ w: [4, 1] }, 10);
 * round.finish() // { clients: 2, rows: 40 }
 * server.params.w[0] // 1.75
 */
export async function beginRound<P>(server: Descent<P>): Promise<Round<P>> {
  const zeros = mapTree(server.params, (value) => {
    const { values, isNumber } = leafOf(value)!;
    return isNumber ? 0 : new Float64Array(values.length);
  });
  return new Round(server, await sum.init(zeros));
}

/** A round of federated learning. Made by `beginRound`. */
export class Round<P = unknown> {
  readonly #server: Descent<P>;
  /** Its parameters are the sum of deltas times rows. */
  readonly #sum: Descent;
  /** Steps of the server before this round. */
  readonly #count: number;
  #rows = 0;
  #isOver = false;

  /** Made by `beginRound`. */
  constructor(server: Descent<P>, sum: Descent) {
    this.#server = server;
    this.#sum = sum;
    this.#count = server.count;
  }

  /** Clients whose deltas have come so far. */
  get clients(): number {
    return this.#isOver ? 0 : this.#sum.count;
  }

  /** Rows that they have trained on. */
  get rows(): number {
    return this.#rows;
  }

  /**
   * Adds what a client has moved by. Deltas are added in float64, in the order in which they come.
   *
   * @param delta - the client's parameters less those that it started from.
   * @param rows - how many rows it has trained on, at least 1: what its delta weighs. With 1 everywhere all clients count alike.
   * @throws ParameterError for a delta of another structure, and for one that is not finite; OptionError for rows; ProtocolError after
   *   the round has finished. Nothing has been added then.
   */
  add(delta: Delta<P>, rows: number): void {
    this.#checkOpen("add");
    this.#sum.set({ factor: readRows(rows) });
    const { skipped } = this.#sum;
    this.#sum.step(delta);
    if (this.#sum.skipped > skipped)
      throw new ParameterError("add: the delta has a value that is not finite; leave this client out");
    this.#rows += rows;
  }

  /**
   * Takes the server's step, whose gradient is minus the mean of the deltas that came, weighted by their rows.
   *
   * @throws ProtocolError where no client has come, where the server has taken another step meanwhile, or after the round has finished;
   *   what `step` of the server throws.
   */
  finish(): RoundSummary {
    this.#checkOpen("finish");
    const rows = this.#rows;
    const clients = this.#sum.count;
    if (clients === 0)
      throw new ProtocolError("finish: no client has sent a delta; wait for one, or begin another round");
    const gradient = mapTree(this.#sum.params, (value) => {
      const { values, isNumber } = leafOf(value)!;
      const mean = Float64Array.from(values, (total) => -total / rows);
      return isNumber ? mean[0]! : mean;
    });
    this.#server.step(gradient as Delta<P>);
    this.#isOver = true;
    this.#sum.dispose();
    return { clients, rows };
  }

  #checkOpen(call: string): void {
    if (this.#isOver)
      throw new ProtocolError(
        `${call}: this round has finished; a delta that comes late is of old parameters`,
      );
    if (this.#server.count !== this.#count)
      throw new ProtocolError(
        `${call}: the server has taken a step since this round began, its deltas are of old parameters; begin another round`,
      );
  }
}
