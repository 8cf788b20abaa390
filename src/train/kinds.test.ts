/** What the trainer's functions take besides options: anything else is refused, and says so. */
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { adam, sgd } from "../index.ts";
import { OptionError } from "../options/option.ts";
import { standardize } from "./data/standardize.ts";
import { parseTable } from "./data/table.ts";
import { experiment } from "./textbook/experiment.ts";
import { leastSquares } from "./textbook/least-squares.ts";
import { trace } from "./textbook/trace.ts";

const given = { name: "made up", origin: "here" };
const table = parseTable("a,b\n1,2\n3,4\n5,7", given);
const data = standardize(table);
const no = [undefined, null, 5, "text", {}, [], () => 1, { count: 1, width: 1, rows: 1 }] as never[];

test.each(no)("%o is refused wherever something else is meant", async (value) => {
  const refusals: [unknown, string][] = [
    [async () => standardize(value), "standardize: table must be a table such as parseTable returns; got "],
    [
      async () => leastSquares(value),
      "leastSquares: data must be a regression such as standardize returns; ",
    ],
    [() => experiment(value, data), "experiment: optimizer must be an optimizer such as adam(); got "],
    [() => experiment(adam(), value), "experiment: data must be a regression such as standardize returns; "],
    [() => trace(() => 1, value, [1], 2), "trace: optimizer must be an optimizer such as adam(); got "],
    ...(typeof value === "string"
      ? []
      : ([
          [
            async () => parseTable(value, given),
            "parseTable: source must be a text or a Uint8Array of its bytes; got ",
          ],
        ] as [unknown, string][])),
    ...(typeof value === "number"
      ? []
      : ([[() => trace(() => 1, sgd(), [1], value), "trace: steps must be a whole number"]] as [
          unknown,
          string,
        ][])),
  ];
  for (const [call, message] of refusals) {
    const failing = (call as () => Promise<unknown>)();
    await expect(failing).rejects.toThrow(OptionError);
    await expect(failing).rejects.toThrow(message);
  }
});

test("a table is not a regression, and the other way round", () => {
  expect(() => standardize(data as never)).toThrow(OptionError);
  expect(() => leastSquares(table as never)).toThrow(OptionError);
});

test("bytes of another realm are read", () => {
  const bytes = runInNewContext(`Uint8Array.from(${JSON.stringify([...Buffer.from("a,b\n1,2\n3,4")])})`);
  expect(parseTable(bytes, given).rows).toBe(2);
});
