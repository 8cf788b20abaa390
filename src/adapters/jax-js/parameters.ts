/**
 * The parameters of a descent on their way into jax-js, and the gradients on their way back. Tensors that lie side by side in the
 * descent's memory go in as one array, cut up where the function is traced. Gradients come out one by one: joining them would cost
 * jax-js more than it saves.
 */
import { checkEngine } from "./given.ts";
import type { Traced, Values } from "./jax.ts";
import { JaxError } from "./jax-error.ts";
import { leafOf, mapTree } from "./leaves.ts";

/** A tensor of a descent, in the order of its tree. */
interface Place {
  readonly path: string;
  readonly index: number;
  readonly shape: readonly number[];
  /** Its memory; for a number a copy. */
  readonly view: Values;
  readonly isNumber: boolean;
  read(): Values;
  write(values: ArrayLike<number>): void;
}

/** Places side by side in one memory, with the few elements of alignment between them. */
interface Run {
  readonly places: readonly Place[];
  read(): Values;
}

/** Tensors begin at multiples of 32 bytes. */
const alignment = 32;

/** Reads parameters out of a descent and writes gradients into it. */
export class Parameters {
  readonly #params: readonly Place[];
  readonly #grads: readonly Place[];
  /** The numbers of the places, in a tree like that of the parameters. */
  readonly #tree: unknown;
  readonly #runs: readonly Run[];

  /** @throws JaxError for a descent whose memory is not on the host, or of numbers that this engine cannot give to jax-js. */
  constructor(params: unknown, grads: unknown) {
    [this.#params, this.#tree] = placesOf(params);
    [this.#grads] = placesOf(grads);
    this.#runs = runsOf(this.#params);
  }

  /** The values of every run, as they are now. */
  read(): Values[] {
    return this.#runs.map((run) => run.read());
  }

  /** Within a trace: the parameters' arrays, in the order of their tree, out of those of the runs. */
  cut(runs: readonly Traced[]): Traced[] {
    const arrays: Traced[] = [];
    for (const [number, { places }] of this.#runs.entries()) {
      const run = runs[number]!;
      for (const { index, view, shape } of places) {
        const from = (view.byteOffset - places[0]!.view.byteOffset) / view.BYTES_PER_ELEMENT;
        arrays[index] = run.ref.slice([from, from + view.length]).reshape([...shape]);
      }
      run.dispose();
    }
    return arrays;
  }

  /** Arrays in the order of the tree, as a tree. */
  build(arrays: readonly unknown[]): unknown {
    return mapTree(this.#tree, (index) => arrays[index as number]);
  }

  /** Writes gradients, in the order of the tree. */
  write(gradients: readonly ArrayLike<number>[]): void {
    for (const { index, write } of this.#grads) write(gradients[index]!);
  }

  /** The parameters with their shapes, for messages. */
  toString(): string {
    const most = 8;
    const named = this.#params.map(({ path, shape }) => `${path} [${shape.join(", ")}]`);
    return named.slice(0, most).join(", ") + (named.length > most ? ", ..." : "");
  }
}

/** The places of a descent's tree, and the tree with their numbers. */
function placesOf(live: unknown): [Place[], unknown] {
  const places: Place[] = [];
  const tree = mapTree(live, (value, path, around, key) => {
    const leaf = leafOf(value);
    const name = path || "params";
    if (!leaf) {
      throw new JaxError(
        "values",
        `${name} is not in the host's memory; init the descent on the device wasm or js`,
      );
    }
    const { values: view, shape, isNumber } = leaf;
    checkEngine(view, `the parameter ${name}`);
    const tree = around as Record<string, number>;
    const access = isNumber
      ? {
          read: () => Float64Array.of(tree[key]!),
          write: (values: ArrayLike<number>) => {
            tree[key] = values[0]!;
          },
        }
      : { read: () => view, write: (values: ArrayLike<number>) => view.set(values) };
    const index = places.length;
    places.push({ path: name, index, shape, view, isNumber, ...access });
    return index;
  });
  return [places, tree];
}

/** The runs that places lie in. */
function runsOf(places: readonly Place[]): Run[] {
  const runs: Place[][] = [];
  for (const place of places.toSorted((a, b) => a.view.byteOffset - b.view.byteOffset)) {
    const run = runs.find((members) => follows(members.at(-1)!, place));
    if (run) run.push(place);
    else runs.push([place]);
  }
  return runs.map((places) => {
    const [first, last] = [places[0]!, places.at(-1)!];
    if (first === last) return { places, read: first.read };
    const { buffer, byteOffset, BYTES_PER_ELEMENT } = first.view;
    const length = (last.view.byteOffset - byteOffset) / BYTES_PER_ELEMENT + last.view.length;
    const ArrayType = BYTES_PER_ELEMENT === 4 ? Float32Array : Float64Array;
    const whole = new ArrayType(buffer as ArrayBuffer, byteOffset, length);
    return { places, read: () => whole };
  });
}

/** Whether one place follows another in the same memory. */
function follows({ view, isNumber }: Place, next: Place): boolean {
  const gap = next.view.byteOffset - (view.byteOffset + view.byteLength);
  const isSame = view.buffer === next.view.buffer && view.constructor === next.view.constructor;
  return isSame && !isNumber && !next.isNumber && gap >= 0 && gap < alignment;
}
