/** Loops over vectors of float64 as WebAssembly, with the bits of `../kernels.ts`. Pure: to instructions. */
import { type Code, type Instruction, shuffle, unit, vLoad64Splat } from "../../webassembly/assembler.ts";
import {
  add,
  advance,
  assign,
  counted,
  FunctionWriter,
  isLess,
  type Local,
  multiply,
  push,
  repeated,
  shiftLeft,
  subtract,
  type Value,
  vectors,
  when,
  word,
  zeros,
} from "../../webassembly/writer.ts";
import { reflectionWords, rotationWords, updateWords } from "../vector-blocks.ts";
import { halves, loadVector, storeVector } from "./pack.ts";

/** A function, and the names of its parameters and locals. */
export interface Written {
  readonly code: Code;
  readonly names: readonly string[];
}

const times = (a: Value, b: Value) => vectors("f64x2.mul", a, b);
const plus = (a: Value, b: Value) => vectors("f64x2.add", a, b);
const minus = (a: Value, b: Value) => vectors("f64x2.sub", a, b);
const splat = (address: Value, offset = 0): Instruction[] => [...push(address), vLoad64Splat(offset)];

/** The sum of both lanes, in both lanes. */
const acrossLanes = (a: Value): readonly Instruction[] =>
  plus(a, [...push(a), ...push(a), shuffle([8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7])]);

/** A function of a block's address, and readers of its words. */
function begun() {
  const f = new FunctionWriter(["block", "first", "last"]);
  const [block, first, last] = [f.parameter(0), f.parameter(1), f.parameter(2)];
  return {
    ...{ f, block, first, last },
    begin: assign(block, multiply(block, unit)),
    read: (local: Local, index: number) => assign(local, word(block, 4 * index)),
    integers: (...names: string[]) => names.map((name) => f.integer(name)),
  };
}

/** Reflects the rows from `first` to before `last`. */
export function reflectCode(): Written {
  const { f, block, first, last, begin, read, integers } = begun();
  const [v, x, stride, bytes, end, r, p, q] = integers("v", "x", "stride", "bytes", "end", "r", "p", "q");
  const [tau, factor] = [f.vector("tau"), f.vector("factor")];
  const sums = f.vectors("sum", 4);
  const [s0, s1, s2, s3] = sums as [Local, Local, Local, Local];
  const start = [...assign(p, v!), ...assign(q, x!)];
  const next = [...advance(p!, 64), ...advance(q!, 64)];
  const body = [
    ...begin,
    ...[...read(v!, reflectionWords.v), ...read(x!, reflectionWords.first)],
    ...[...read(stride!, reflectionWords.stride), ...read(bytes!, reflectionWords.bytes)],
    ...assign(tau, splat(block, 4 * reflectionWords.tau)),
    ...advance(x!, multiply(first, stride!)),
    ...assign(end!, add(v!, bytes!)),
    ...counted(r!, first, last, 1, [
      ...sums.flatMap((sum) => assign(sum, zeros)),
      ...start,
      ...repeated(
        [
          ...sums.flatMap((sum, k) =>
            assign(sum, plus(sum, times(loadVector(p!, 16 * k), loadVector(q!, 16 * k)))),
          ),
          ...next,
        ],
        isLess(p!, end!),
      ),
      ...assign(factor, plus(plus(s0, s1), plus(s2, s3))),
      ...assign(factor, times(tau, acrossLanes(factor))),
      ...start,
      ...repeated(
        [
          ...sums.flatMap((_, k) =>
            storeVector(q!, 16 * k, minus(loadVector(q!, 16 * k), times(factor, loadVector(p!, 16 * k)))),
          ),
          ...next,
        ],
        isLess(p!, end!),
      ),
      ...advance(x!, stride!),
    ]),
  ];
  return { code: f.code(body), names: f.names };
}

/** The update of a symmetric matrix. */
export function updateCode(): Written {
  const { f, begin, read, integers } = begun();
  const [a, stride, size, v, w, u, y] = integers("a", "stride", "size", "v", "w", "u", "y");
  const [i, p, q, pv, pw, pu, py, end] = integers("i", "p", "q", "pv", "pw", "pu", "py", "end");
  const [v0, v1, w0, w1] = f.vectors("row", 4) as [Local, Local, Local, Local];
  const [u0, u1, sum0, sum1] = f.vectors("sum", 4) as [Local, Local, Local, Local];
  const [x0, x1, vj, wj, uj] = f.vectors("x", 5) as [Local, Local, Local, Local, Local];
  /** A pair of elements of a row. */
  const updated = (row: Local, ofV: Local, ofW: Local) =>
    minus(minus(loadVector(row, 0), times(ofV, wj)), times(ofW, vj));
  const pair = [
    ...[...assign(vj, loadVector(pv!, 0)), ...assign(wj, loadVector(pw!, 0))],
    ...[...assign(x0, updated(p!, v0, w0)), ...storeVector(p!, 0, push(x0))],
    ...[...assign(x1, updated(q!, v1, w1)), ...storeVector(q!, 0, push(x1))],
  ];
  const rowAt = (local: Local, of: Local, offset: number) =>
    assign(local, splat(add(of, shiftLeft(i!, 3)), offset));
  const names = ["a", "stride", "size", "v", "w", "u", "y"] as const;
  const body = [
    ...begin,
    ...[a, stride, size, v, w, u, y].flatMap((local, k) => read(local!, updateWords[names[k]!])),
    ...counted(i!, 0, size!, 2, [
      ...[...assign(p!, add(a!, multiply(i!, stride!))), ...assign(q!, add(p!, stride!))],
      ...[...rowAt(v0, v!, 0), ...rowAt(v1, v!, 8), ...rowAt(w0, w!, 0), ...rowAt(w1, w!, 8)],
      ...[...rowAt(u0, u!, 0), ...rowAt(u1, u!, 8)],
      ...[...assign(sum0, zeros), ...assign(sum1, zeros)],
      ...[...assign(pv!, v!), ...assign(pw!, w!), ...assign(pu!, u!), ...assign(py!, y!)],
      ...assign(end!, add(v!, shiftLeft(i!, 3))),
      ...when(
        i!,
        repeated(
          [
            ...[...pair, ...assign(uj, loadVector(pu!, 0))],
            ...[...assign(sum0, plus(sum0, times(x0, uj))), ...assign(sum1, plus(sum1, times(x1, uj)))],
            ...storeVector(py!, 0, plus(plus(loadVector(py!, 0), times(u0, x0)), times(u1, x1))),
            ...[p!, q!, pv!, pw!, pu!, py!].flatMap((pointer) => advance(pointer, 16)),
          ],
          isLess(pv!, end!),
        ),
      ),
      // The corner: what lies on the diagonal is made symmetric for the product, from its lower half.
      ...pair,
      ...assign(x0, halves(x0, x1, 0)),
      ...assign(uj, plus(halves(sum0, sum1, 0), halves(sum0, sum1, 1))),
      ...storeVector(py!, 0, plus(uj, plus(times(x0, u0), times(x1, u1)))),
    ]),
  ];
  return { code: f.code(body), names: f.names };
}

/** Rotates rows of the panels from `first` to before `last`. */
export function rotateCode(): Written {
  const { f, block, first, last, begin, read, integers } = begun();
  const [top, panelBytes, pairs, runs, runsEnd] = integers("top", "panelBytes", "pairs", "runs", "runsEnd");
  const [panel, pair, pairEnd, run, at, above] = integers("panel", "pair", "pairEnd", "run", "at", "above");
  const [c, s, x] = [f.vector("c"), f.vector("s"), f.vector("x")];
  const carried = f.vectors("h", 4);
  const body = [
    ...begin,
    ...[...read(top!, rotationWords.panels), ...read(panelBytes!, rotationWords.panelBytes)],
    ...[...read(pairs!, rotationWords.pairs), ...read(runs!, rotationWords.runs)],
    ...assign(runsEnd!, add(runs!, shiftLeft(word(block, 4 * rotationWords.runCount), 3))),
    ...advance(top!, multiply(first, panelBytes!)),
    ...counted(panel!, first, last, 1, [
      ...assign(pair!, pairs!),
      ...counted(run!, runs!, runsEnd!, 8, [
        ...assign(at!, add(top!, shiftLeft(word(run!, 0), 6))),
        ...carried.flatMap((h, k) => assign(h, loadVector(at!, 16 * k))),
        ...assign(pairEnd!, add(pair!, shiftLeft(word(run!, 4), 4))),
        ...repeated(
          [
            ...[
              ...assign(c, splat(pair!)),
              ...assign(s, splat(pair!, 8)),
              ...assign(above!, subtract(at!, 64)),
            ],
            ...carried.flatMap((h, k) => [
              ...assign(x, loadVector(above!, 16 * k)),
              ...storeVector(at!, 16 * k, plus(times(s, x), times(c, h))),
              ...assign(h, minus(times(c, x), times(s, h))),
            ]),
            ...[...assign(at!, above!), ...advance(pair!, 16)],
          ],
          isLess(pair!, pairEnd!),
        ),
        ...carried.flatMap((h, k) => storeVector(at!, 16 * k, push(h))),
      ]),
      ...advance(top!, panelBytes!),
    ]),
  ];
  return { code: f.code(body), names: f.names };
}
