/** What C would misread is refused; what is right becomes a call with MPI's arguments. `npm run mpi` makes the calls. */
import { expect, test } from "vitest";
import { abiOf } from "./abi.ts";
import { Calls } from "./calls.ts";
import type { Library } from "./library.ts";
import { MpiError } from "./mpi-error.ts";

const abi = abiOf("libmpich.so.12", "MPICH Version: 4.0.2");
const library = { abi, handles: abi.handles } as unknown as Library;
const calls = new Calls(library, 1, 3);
const { world, float, double, sum } = abi.handles;

test("calls have the arguments of C, in its order", () => {
  const [values, into] = [new Float32Array(6), new Float32Array(2)];
  expect(calls.allReduce(values)).toEqual({ name: "Allreduce", args: [-1, values, 6, float, sum, world] });
  expect(calls.reduceScatter(values, into).args).toEqual([
    ...[values, into, Int32Array.of(2, 2, 2)],
    ...[float, sum, world],
  ]);
  const doubles = new Float64Array(4);
  expect(calls.allGather(doubles, [1, 0, 3]).args).toEqual([
    ...[-1, 0, double, doubles, Int32Array.of(1, 0, 3), Int32Array.of(0, 1, 1)],
    ...[double, world],
  ]);
});

test.each<[() => unknown, string]>([
  [
    () => calls.allReduce(new Int32Array(1) as never),
    "values must be a Float32Array or Float64Array; got a Int32Array",
  ],
  [() => calls.allReduce([1] as never), "allReduce: values must be a Float32Array or Float64Array"],
  [() => calls.allReduce(new Float32Array(1), "mean" as never), 'op must be "sum" or "max"; got "mean"'],
  [() => calls.broadcast(new Float32Array(1), 3), "root must be a rank from 0 to 2; got 3"],
  [() => calls.broadcast(new Float32Array(1), 0.5), "root must be a rank"],
  [() => calls.allGather(new Float32Array(4)), "4 elements cannot be divided among 3 ranks"],
  [() => calls.allGather(new Float32Array(3), [1, 2]), "counts must be 3 whole numbers, one for each rank"],
  [() => calls.allGather(new Float32Array(3), [1.5, 1.5, 0]), "counts must be 3 whole numbers"],
  [() => calls.allGather(new Float32Array(3), [2 ** 31, 0, 0]), "counts must be 3 whole numbers"],
  [
    () => calls.allGather(new Float32Array(3), [1, 1, 2]),
    "values must be 4 elements, the sum of the counts; got 3",
  ],
  [
    () => calls.reduceScatter(new Float32Array(3), new Float32Array(2)),
    "into must be 1 elements, this rank's count",
  ],
  [
    () => calls.allToAll(new Float32Array(3), [1, 1, 1], new Float64Array(3), [1, 1, 1]),
    "into must be a Float32Array, as what is sent; got a Float64Array",
  ],
])("%s", (call, message) => {
  expect(call).toThrow(MpiError);
  expect(call).toThrow(message);
});

test("what is sent must not lie where others' is received", () => {
  const values = new Float32Array(6);
  const call = () => calls.allToAll(values.subarray(0, 3), [1, 1, 1], values.subarray(2, 5), [1, 1, 1]);
  expect(call).toThrow("into must be memory apart from what is sent");
});

test("libraries are told apart by name and version", () => {
  expect(abiOf("libmpi.so.40", "Open MPI v4.1.4").name).toBe("Open MPI");
  expect(abiOf("/opt/lib/libmpi_abi.so.1", "MPICH Version: 5.0").name).toBe("MPI-5");
  expect(() => abiOf("libmpi.so.1", "Another MPI 1.0")).toThrow("whose binary interface is not known");
});

test("a rank that expects nothing of itself sends itself nothing, and the others what is theirs", () => {
  const values = new Float32Array(6);
  const into = new Float32Array(4);
  expect(calls.allToAll(values, [1, 2, 3], into, [2, 0, 2]).args).toEqual([
    ...[values, Int32Array.of(1, 0, 3), Int32Array.of(0, 1, 3), float],
    ...[into, Int32Array.of(2, 0, 2), Int32Array.of(0, 2, 2), float, world],
  ]);
});

test("parts that are sent may lie apart, within what is sent", () => {
  const [values, into] = [new Float32Array(9), new Float32Array(2)];
  const call = (starts: number[]) => calls.allToAll(values, [1, 2, 1], into, [1, 0, 1], starts).args[2];
  expect(call([0, 4, 8])).toEqual(Int32Array.of(0, 4, 8));
  for (const starts of [
    [0, 8, 8],
    [0, -1, 0],
    [0, 0.5, 0],
    [0, 0],
  ])
    expect(() => call(starts)).toThrow(
      "starts must be 3 whole numbers, one for each rank, whose counts end within 9 elements",
    );
});

test("counts that were changed since the last call are read again; equal ones are the same memory", () => {
  const [from, into, counts] = [new Float32Array(3), new Float32Array(3), [1, 1, 1]];
  const sent = () => calls.allToAll(from, counts, into, [1, 1, 1]).args[1];
  const first = sent();
  expect(sent()).toBe(first);
  counts.splice(0, 3, 2, 0, 1);
  expect(sent()).toEqual(Int32Array.of(2, 0, 1));
  expect(first).toEqual(Int32Array.of(1, 1, 1));
  counts.push(0);
  expect(sent).toThrow("counts must be 3 whole numbers");
});
