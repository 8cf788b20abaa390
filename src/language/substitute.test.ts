/** An expression copied into another graph: with other names it is the expression that these names make there. */
import { describe, expect, it } from "vitest";
import { Graph, type Node } from "./graph.ts";
import { parse } from "./parse.ts";
import { simplify } from "./simplify.ts";
import { substitute } from "./substitute.ts";

const value = (text: string) => parse("test", `x = ${text}`, ["g", "p"]).lines[0]!.value;

describe("substitute", () => {
  it("puts an expression in the place of a name", () => {
    const graph = new Graph();
    const [a, b] = [graph.symbol("a"), graph.symbol("b")];
    const names = new Map<string, Node>([
      ["g", graph.call("mul", a, b)],
      ["p", a],
    ]);
    const product = graph.call("mul", a, b);
    expect(substitute(graph, value("abs(g) + p*g"), names)).toBe(
      graph.call("add", graph.call("abs", product), graph.call("mul", a, product)),
    );
  });

  it("follows the rewrites of the graph it copies into", () => {
    const graph = new Graph(simplify);
    const g = graph.symbol("g");
    expect(
      substitute(
        graph,
        value("(p*g)^2"),
        new Map<string, Node>([
          ["g", g],
          ["p", graph.constant(1)],
        ]),
      ),
    ).toBe(graph.call("mul", g, g));
  });

  it("asks what stands for a reduction of the copied argument", () => {
    const graph = new Graph();
    const g = graph.symbol("g");
    const asked: [string, Node][] = [];
    const node = substitute(
      graph,
      value("sum(globalSumSquares(g) + 1)"),
      new Map([["g", g]]),
      ({ op }, arg) => {
        asked.push([op, arg]);
        return graph.symbol(op);
      },
    );
    expect(node).toBe(graph.symbol("sum"));
    expect(asked).toEqual([
      ["globalSumSquares", g],
      ["sum", graph.call("add", graph.symbol("globalSumSquares"), graph.constant(1))],
    ]);
  });

  it("refuses a reduction where none is expected", () => {
    const graph = new Graph();
    expect(() => substitute(graph, value("2*sum(g)"), new Map([["g", graph.symbol("g")]]))).toThrow(
      new TypeError("sum is a reduction and cannot stand here"),
    );
  });
});
