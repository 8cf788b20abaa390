/**
 * Gradients from the user, in a tree like the parameters: checked, then copied to where the step reads them. A `null` in the place
 * of one or more of them says that they have none.
 */

import type { Elements } from "../language/dtype.ts";
import { Chosen } from "./chosen.ts";
import { areCodes, decodeInto, type Float16Values, type HalfGradient, type Source } from "./half.ts";
import {
  areNumbers,
  copyOf,
  display,
  dtypeOf,
  isCoded,
  isFloat16,
  isPlain,
  type Leaf,
  ParameterError,
} from "./leaf.ts";
import { type FoundRows, RowGradient } from "./row-gradient.ts";
import type { Target } from "./targets.ts";
import { readTree, type Structure, type Tree } from "./tree.ts";

/** A place in the tree of parameters: the number of a target, or what stands at its keys. */
type Place =
  | { readonly target: Target; readonly index: number }
  | {
      readonly target: undefined;
      readonly isArray: boolean;
      readonly keys: readonly string[];
      readonly places: readonly Place[];
    };

/** From this length on, `set` is faster than a loop. */
const long = 64;

/** Up to this length values are copied when they are read: asking where they lie takes longer. */
const few = 8;

/** Values for a target, and the target's memory. */
type Copy = [source: Source, to: Target["view"]];

type Values = Elements | Float16Values | readonly number[];

/** Takes gradients in: reads a tree, then writes what it has read. In the usual case neither allocates. */
export class Inlet {
  readonly #targets: ReadonlyMap<string, Target>;
  readonly #place: Place;
  /** The paths of the parameters, in the order of their tree, and the memory of their gradients. */
  readonly paths: readonly string[];
  readonly views: Target["view"][] = [];
  /** The first byte of any of the gradients in its memory. */
  readonly #firstByte: number;
  /** What was read last, for each of the views. */
  readonly #sources: (Source | undefined)[];
  /** Room for values of short gradients. */
  readonly #room: readonly Float64Array[];
  /** What was read last where it had to be looked at closely. */
  #copies: readonly Copy[] | undefined;
  /** Gradients of some rows in the tree that was read last. */
  readonly tables: FoundRows[] = [];
  /** Those that had no gradient in the tree that was read last. */
  readonly nulls: Chosen;
  /** Whether a tree was just like the parameters'. Later ones are not asked for symbols: that takes longer than half a step. */
  #isKnown = false;

  constructor(structure: Structure, targets: ReadonlyMap<string, Target>) {
    this.#targets = targets;
    const paths: string[] = [];
    this.#place = placeOf(structure, targets, (path) => {
      paths.push(path);
      return this.views.push(targets.get(path)!.view) - 1;
    });
    this.paths = paths;
    this.#firstByte = Math.min(...this.views.map(({ byteOffset }) => byteOffset));
    this.#sources = this.views.map(() => undefined);
    this.#room = this.views.map(({ length }) => new Float64Array(length <= few ? length : 0));
    this.nulls = new Chosen(this.views.length);
  }

  /**
   * Checks that a tree of gradients fits the parameters; `write` copies them in.
   *
   * @throws ParameterError naming the path.
   */
  read(grads: unknown): void {
    this.forget();
    if (this.#isUsual(grads)) {
      this.#isKnown = true;
      this.#copies = undefined;
      return;
    }
    this.nulls.clear();
    if (this.tables.length > 0)
      throw new ParameterError("gradients beside rows() must have just the parameters' tree and lengths");
    const absent = new Set<string>();
    this.#copies = copiesOf(grads, this.#targets, absent);
    for (const [index, path] of this.paths.entries()) if (absent.has(path)) this.nulls.set(index, true);
  }

  /** Those that are in place are the next. */
  forget(): undefined {
    // Engines take long to set the length of an array, even of an empty one.
    if (this.tables.length > 0) this.tables.length = 0;
    this.nulls.clear();
  }

  /** Copies the gradients that were read, and lets go of them. */
  write(): void {
    for (let i = 0; i < this.views.length; i++) {
      const source = this.#sources[i];
      if (!this.#copies && source !== undefined) write(source, this.views[i]!);
      this.#sources[i] = undefined;
    }
    if (this.#copies) for (const [source, to] of this.#copies) write(source, to);
    this.#copies = undefined;
  }

  /** Whether a tree is just like the parameters'; all others have to be looked at closely. */
  #isUsual(grads: unknown): boolean {
    try {
      // A single number is not a tree.
      return typeof grads !== "number" && grads !== null && this.#collect(this.#place, grads);
    } catch {
      // A getter or a proxy fails: the slow check says where.
      return false;
    }
  }

  /** Takes in what stands at a place; whether it is just like the parameters there. */
  #collect(place: Place, value: unknown): boolean {
    if (value === null) {
      leaveOut(place, this.#sources, this.nulls);
      return true;
    }
    if (place.target) {
      const { view } = place.target;
      const source = sourceOf(value, place.target);
      if (source === undefined) return this.#takesRows(value, place.index);
      this.#sources[place.index] = source;
      if (typeof source === "number") return view.length === 1;
      const values = source as Values;
      if (values.length === view.length) {
        if (values.length > few) return this.#isElsewhere(values) || !isMoved(values, view);
        const room = this.#room[place.index]!;
        for (let i = 0; i < room.length; i++) room[i] = values[i]!;
        this.#sources[place.index] = room;
        return true;
      }
      return areCodes(source) && source.data.length === view.length && !isMoved(source.data, view);
    }
    if (typeof value !== "object" || Array.isArray(value) !== place.isArray) return false;
    if (!place.isArray && !isPlain(value!)) return false;
    if (!place.isArray && !this.#isKnown && Object.getOwnPropertySymbols(value).length > 0) return false;
    const { keys, places } = place;
    const given = Object.keys(value!);
    if (given.length !== keys.length) return false;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      if (given[i] !== key && !Object.hasOwn(value!, key)) return false;
      if (!this.#collect(places[i]!, (value as Record<string, unknown>)[key])) return false;
    }
    return true;
  }

  /** Takes in a gradient of rows; whether it is one. */
  #takesRows(value: unknown, index: number): boolean {
    if (!(value instanceof RowGradient)) return false;
    this.#sources[index] = undefined;
    this.tables.push({ path: this.paths[index]!, gradient: value });
    return true;
  }

  /** Whether values end before any gradient begins, whatever memory they are in: asking for that takes longer. */
  #isElsewhere(values: Values): boolean {
    return !Array.isArray(values) && (values as Elements).byteOffset + 8 * values.length <= this.#firstByte;
  }
}

function write(source: Source, to: Target["view"]): void {
  if ((to as HalfGradient).write) (to as HalfGradient).write(source);
  // Gradients that were written in place.
  else if (source === to) return;
  else if (typeof source === "number") to[0] = source;
  else if (areCodes(source)) decodeInto(source, to as Elements);
  else if (to.length >= long && !Array.isArray(source)) to.set(source as Elements);
  else for (let i = 0; i < to.length; i++) to[i] = source[i]!;
}

function placeOf(
  structure: Structure,
  targets: ReadonlyMap<string, Target>,
  numbered: (path: string) => number,
): Place {
  if ("form" in structure) {
    const target = targets.get(structure.path)!;
    return { target, index: numbered(structure.path) };
  }
  const { isArray, children } = structure;
  const places = children.map(([, child]) => placeOf(child, targets, numbered));
  return { target: undefined, isArray, keys: children.map(([key]) => key), places };
}

/** Marks all parameters at a place. */
function leaveOut(place: Place, sources: (Source | undefined)[], nulls: Chosen): void {
  if (place.target) {
    sources[place.index] = undefined;
    nulls.set(place.index, true);
  } else for (const inner of place.places) leaveOut(inner, sources, nulls);
}

/** The values of a gradient; undefined for anything that needs a closer look. */
function sourceOf(value: unknown, { shape: meant }: Target): Source | undefined {
  if (typeof value === "number") return value;
  if (ArrayBuffer.isView(value)) return dtypeOf(value) || isFloat16(value) ? (value as Elements) : undefined;
  if (Array.isArray(value)) return areNumbers(value) ? value : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  const keys = Object.keys(value).length;
  const isHalf = keys === 3 && isCoded(value);
  if (!isHalf && keys !== 2) return undefined;
  const { data, shape } = value as { data?: unknown; shape?: unknown };
  if (
    (!isHalf && !dtypeOf(data) && !isFloat16(data)) ||
    !Array.isArray(shape) ||
    shape.length !== meant.length
  )
    return undefined;
  for (let axis = 0; axis < meant.length; axis++) if (shape[axis] !== meant[axis]) return undefined;
  return isHalf ? value : (data as Elements);
}

/** Whether values are memory of the descent at another place: they must be copied before any of them is overwritten. */
const isMoved = (values: Values | Uint16Array, view: Target["view"]): boolean =>
  "buffer" in values &&
  values.buffer === view.buffer &&
  (values.byteOffset !== view.byteOffset || values.byteLength !== view.byteLength);

/** Copies for any tree that has the parameters' paths; `absent` gets those without a gradient. @throws ParameterError */
function copiesOf(grads: unknown, targets: ReadonlyMap<string, Target>, absent: Set<string>): Copy[] {
  const { leaves, values, nulls } = treeIn(grads);
  for (const path of nulls) {
    const within = [...targets.keys()].filter((known) => known === path || known.startsWith(`${path}.`));
    if (within.length === 0) throw unknown(path, targets);
    for (const known of within) absent.add(known);
  }
  const copies = leaves.map((leaf, index): Copy => {
    const { view } = fitting(leaf, targets);
    const source = values[index]!;
    return [isMoved(source, view) ? copyOf(source) : source, view];
  });
  if (leaves.length + absent.size < targets.size) {
    const given = new Set([...absent, ...leaves.map(({ path }) => path)]);
    const missing = [...targets.keys()].find((path) => !given.has(path))!;
    throw new ParameterError(`gradients are missing at ${display(missing)}; give null where there is none`);
  }
  return copies;
}

/** The tree of gradients; errors say that it is one. @throws ParameterError */
function treeIn(grads: unknown): Tree & { readonly nulls: readonly string[] } {
  const nulls: string[] = [];
  try {
    return { ...readTree(grads, { mayBeEmpty: true, nulls }), nulls };
  } catch (error) {
    const { message, cause } = error as ParameterError;
    throw new ParameterError(`gradients: ${message}`, { cause });
  }
}

const unknown = (path: string, targets: ReadonlyMap<string, Target>): ParameterError =>
  new ParameterError(
    `gradients have ${display(path)}, which is not a parameter; parameters: ${[...targets.keys()].slice(0, 8).join(", ")}`,
  );

/** The target of a leaf. @throws ParameterError if there is none that it fits. */
function fitting({ path, form, shape, size }: Leaf, targets: ReadonlyMap<string, Target>): Target {
  const target = targets.get(path);
  if (!target) {
    const around = [...targets.keys()].find((known) => path.startsWith(`${known}.`));
    if (around !== undefined) {
      const { view, shape: meant } = targets.get(around)!;
      throw new ParameterError(
        `gradients at ${display(around)}: expected one array of ${view.length} elements or tensor(data, [${meant.join(", ")}]), got more arrays, one at ${display(path)}`,
      );
    }
    throw unknown(path, targets);
  }
  if (target.view.length !== size) {
    throw new ParameterError(
      `gradients at ${display(path)}: expected ${target.view.length} elements, got ${size}`,
    );
  }
  const hasShape = shape.length === target.shape.length && shape.every((n, axis) => n === target.shape[axis]);
  if (form === "tensor" && !hasShape) {
    throw new ParameterError(
      `gradients at ${display(path)}: expected the parameter's shape [${target.shape.join(", ")}], got [${shape.join(", ")}]`,
    );
  }
  return target;
}
