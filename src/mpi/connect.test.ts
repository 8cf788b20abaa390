/** What `connect` says without MPI, and of ranks that differ. With MPI: `npm run mpi`. */
import { expect, test } from "vitest";
import { connect } from "./connect.ts";
import { MpiError } from "./mpi-error.ts";
import { differencesOf, type RankFacts, threadsOf } from "./ranks.ts";

test("a library that is not there is named, with what to install", async () => {
  const error = await connect({ library: "libnowhere.so.1" }).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(MpiError);
  expect((error as MpiError).code).toBe("missing");
  expect((error as MpiError).message).toMatch(/libnowhere\.so\.1.*apt install openmpi-bin/s);
  await expect(connect({ file: "x" } as never)).rejects.toThrow('connect has no option "file"');
});

test("ranks that may give other bits are named", () => {
  const fact: RankFacts = {
    host: "a",
    processors: "0-1",
    processor: "p (x64)",
    engine: "node 22",
    glissade: "1.0.0",
    library: "L",
  };
  expect(differencesOf([fact, { ...fact, host: "b" }])).toEqual([]);
  expect(differencesOf([fact, fact, { ...fact, host: "b", engine: "node 20" }])).toEqual([
    "engine: rank 0 on a has node 22, rank 2 on b has node 20; results may differ in their last bits from those of equal ranks",
  ]);
});

test.each([
  ["ranks of one host divide its processors", 8, ["a 0-7", "a 0-7", "a 0-7", "b 0-7"], 2],
  ["there is at least one thread", 2, ["a 0-1", "a 0-1", "a 0-1", "a 0-1"], 1],
  ["ranks that are bound to processors of their own divide nothing", 4, ["a 0-3", "a 4-7"], 4],
  ["ranks that may use some of the same divide them", 4, ["a 0-3", "a 2-7", "a 4-7", "a 0,9"], 1],
  ["a descent has at most sixteen", 64, ["a 0-63", "a 0-63"], 16],
])("%s", (_, available, ranks, threads) => {
  const facts = ranks
    .map((one) => one.split(" "))
    .map(([host = "", processors = ""]) => ({ host, processors }));
  expect(threadsOf(facts, 0, available)).toBe(threads);
});
