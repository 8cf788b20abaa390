/** Equal expressions of a graph are one node, different ones never are; arguments come before their calls. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expressions } from "../../test/fuzz/expressions.ts";
import { Graph, type Node, topological, typeOf } from "./graph.ts";
import { parse } from "./parse.ts";

describe("a graph", () => {
  it("makes one node of equal constants, names and calls", () => {
    const graph = new Graph();
    const [a, b] = [graph.symbol("a"), graph.symbol("b")];
    expect(graph.symbol("a")).toBe(a);
    expect(graph.constant(0.1)).toBe(graph.constant(0.1));
    expect(graph.constant(Number.NaN)).toBe(graph.constant(Number.NaN));
    expect(graph.call("add", a, b)).toBe(graph.call("add", a, b));
    expect(graph.call("mul", graph.call("add", a, b), a)).toBe(graph.call("mul", graph.call("add", a, b), a));
  });

  it("tells apart operations, the order of arguments, 0 from -0, and a name from a number", () => {
    const graph = new Graph();
    const [a, b] = [graph.symbol("a"), graph.symbol("b")];
    const different: Node[] = [
      a,
      b,
      graph.symbol("1"),
      graph.constant(1),
      graph.constant(-1),
      graph.constant(0),
      graph.constant(-0),
      graph.constant(0.1),
      graph.constant(0.1 + 2 ** -56),
      graph.constant(Infinity),
      graph.call("sub", a, b),
      graph.call("sub", b, a),
      graph.call("add", a, b),
      graph.call("neg", a),
      graph.call("abs", a),
      graph.symbol("abs(0)"),
      graph.call("where", graph.call("lt", a, b), a, b),
    ];
    expect(new Set(different).size).toBe(different.length);
    expect(new Set(different.map((node) => node.id)).size).toBe(different.length);
    expect(graph.constant(-0).value).toBe(-0);
    expect(graph.constant(0).value).toBe(0);
  });

  it("keeps ids with more than one digit apart", () => {
    const graph = new Graph();
    const nodes = Array.from({ length: 30 }, (_, n) => graph.symbol(`x${n}`));
    const calls = nodes.flatMap((a) => nodes.map((b) => graph.call("add", a, b)));
    expect(new Set(calls).size).toBe(900);
  });

  it("knows nothing of another graph's nodes", () => {
    expect(new Graph().symbol("a")).not.toBe(new Graph().symbol("a"));
  });

  it("asks its rewrite before it makes a call, and takes the simpler node", () => {
    const asked: string[] = [];
    const graph = new Graph((_, op, args) => {
      asked.push(op);
      return op === "neg" ? args[0] : undefined;
    });
    const a = graph.symbol("a");
    expect(graph.call("neg", a)).toBe(a);
    expect(graph.call("abs", a)).toMatchObject({ kind: "call", op: "abs", args: [a] });
    expect(asked).toEqual(["neg", "abs"]);
  });

  it("knows the type of every node", () => {
    const graph = new Graph();
    const a = graph.symbol("a");
    const truth = graph.symbol("truth", "boolean");
    expect([a, truth, graph.constant(1)].map(typeOf)).toEqual(["number", "boolean", "number"]);
    expect(typeOf(graph.call("lt", a, a))).toBe("boolean");
    expect(typeOf(graph.call("not", truth))).toBe("boolean");
    expect(typeOf(graph.call("where", truth, a, a))).toBe("number");
    expect(typeOf(graph.call("sum", a))).toBe("number");
  });
});

describe("topological", () => {
  const random = expressions({ names: ["a", "b"], reductions: ["norm", "globalMean"], depth: 6 });

  it("gives every node below its roots once, arguments before their calls", () => {
    fc.assert(
      fc.property(random, random, (first, second) => {
        const { lines } = parse("test", `x = ${first}\ny = ${second}`, ["a", "b"]);
        const order = topological(lines.map(({ value }) => value));
        const seen = new Set<Node>();
        for (const node of order) {
          expect(seen.has(node)).toBe(false);
          if (node.kind === "call") expect(node.args.every((arg) => seen.has(arg))).toBe(true);
          seen.add(node);
        }
        expect(lines.every(({ value }) => seen.has(value))).toBe(true);
        const below = (node: Node): Node[] => [
          node,
          ...(node.kind === "call" ? node.args.flatMap(below) : []),
        ];
        expect(seen).toEqual(new Set(lines.flatMap(({ value }) => below(value))));
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it("goes through an expression once however often it is written", () => {
    const graph = new Graph();
    let node: Node = graph.symbol("a");
    for (let n = 0; n < 60; n++) node = graph.call("add", node, node);
    expect(topological([node])).toHaveLength(61);
  });
});
