/** Rounds beside sums written out; what is refused. */
import { expect, test } from "vitest";
import {
  adam,
  fedAdagrad,
  fedAdam,
  fedAvg,
  fedYogi,
  type Optimizer,
  OptionError,
  ParameterError,
  ProtocolError,
  tensor,
} from "../index.ts";
import { beginRound } from "./index.ts";

const servers: readonly (readonly [string, () => Optimizer])[] = [
  ["fedAvg", fedAvg],
  ["fedAdagrad", fedAdagrad],
  ["fedAdam", fedAdam],
  ["fedYogi", fedYogi],
  ["adam", adam],
];

/** What client `client` sends in round `round`: values of all sizes. */
const value = (round: number, client: number, i: number): number =>
  Math.sin(round * 5 + client * 3 + i) * 10 ** ((client + i) % 5);
const rowsOf = (client: number): number => 1 + ((client * 37) % 90);

test.each(servers)("%s steps on minus the weighted mean of those that came", async (_, create) => {
  const params = () => ({
    w: new Float64Array([1, 2, 3]),
    deep: [tensor(new Float64Array(2), [2, 1])],
    b: 0.5,
  });
  const server = await create().init(params());
  const beside = await create().init(params());
  for (let round = 0; round < 4; round++) {
    // Others are asked each time, and drop out.
    const came = [0, 1, 2, 3, 4, 5].filter((client) => (client + round) % 3 !== 0);
    const open = await beginRound(server);
    const totals = new Float64Array(6);
    let rows = 0;
    for (const client of came) {
      const at = (i: number) => value(round, client, i);
      open.add({ w: [at(0), at(1), at(2)], deep: [Float64Array.of(at(3), at(4))], b: at(5) }, rowsOf(client));
      for (let i = 0; i < 6; i++) totals[i]! += rowsOf(client) * at(i);
      rows += rowsOf(client);
      expect(open.rows).toBe(rows);
    }
    expect(open.finish()).toEqual({ clients: came.length, rows });
    const mean = totals.map((total) => -total / rows);
    beside.step({ w: mean.slice(0, 3), deep: [mean.slice(3, 5)], b: mean[5]! });
  }
  expect(server.count).toBe(4);
  expect(server.params).toEqual(beside.params);
});

test("one client of fedAvg moves the server to its own parameters", async () => {
  const server = await fedAvg().init([1, -2]);
  const round = await beginRound(server);
  round.add([0.5, 4], 7);
  round.finish();
  expect([...server.params]).toEqual([1.5, 2]);
});

test("what a client has not trained counts as 0", async () => {
  const server = await fedAvg().init({ a: [0], b: [0] });
  const round = await beginRound(server);
  round.add({ a: [4], b: null }, 1);
  round.add({ a: [0], b: [6] }, 3);
  round.finish();
  expect(server.params).toEqual({ a: Float64Array.of(1), b: Float64Array.of(4.5) });
});

test("a delta that cannot be used is refused, and changes nothing", async () => {
  const server = await fedAvg().init({ w: new Float32Array(2) });
  const round = await beginRound(server);
  round.add({ w: [2, 4] }, 1);
  for (const delta of [{ w: [1, Number.NaN] }, { w: [Number.POSITIVE_INFINITY, 0] }])
    expect(() => round.add(delta, 1)).toThrow(
      new ParameterError("add: the delta has a value that is not finite; leave this client out"),
    );
  expect(() => round.add({ w: [1] }, 1)).toThrow(ParameterError);
  expect(() => round.add({ v: [1, 1] } as never, 1)).toThrow(ParameterError);
  expect(() => round.add(undefined as never, 1)).toThrow(ParameterError);
  for (const rows of [0, -1, 1.5, Number.NaN, "3", undefined])
    expect(() => round.add({ w: [1, 1] }, rows as number)).toThrow(
      /^add: rows must be a whole number, at least 1; got /,
    );
  expect(() => round.add({ w: [1, 1] }, 0)).toThrow(OptionError);
  expect([round.clients, round.rows]).toEqual([1, 1]);
  round.finish();
  expect([...server.params.w]).toEqual([2, 4]);
});

test("a round without clients, one that is over and one that was overtaken are refused", async () => {
  const server = await fedAvg().init([0]);
  const round = await beginRound(server);
  expect(() => round.finish()).toThrow(
    "finish: no client has sent a delta; wait for one, or begin another round",
  );
  round.add([1], 1);
  round.finish();
  expect(() => round.add([1], 1)).toThrow(
    new ProtocolError("add: this round has finished; a delta that comes late is of old parameters"),
  );
  expect(() => round.finish()).toThrow(ProtocolError);
  const overtaken = await beginRound(server);
  overtaken.add([1], 1);
  server.step([1]);
  expect(() => overtaken.finish()).toThrow("finish: the server has taken a step since this round began");
  expect([...server.params]).toEqual([0]);
});
