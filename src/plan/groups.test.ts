/** Which tensors share a chain of rules, and the names that states and hyperparameters get. Plans no passes. */

import { describe, expect, test } from "vitest";
import { chain } from "../compose/chain.ts";
import { partition } from "../compose/partition.ts";
import { rule } from "../compose/rule.ts";
import type { DType } from "../language/dtype.ts";
import { PartitionError } from "../rule/pattern.ts";
import type { Transformation } from "../rule/transformation.ts";
import { groupsOf, type Link, qualify, type Tensor } from "./groups.ts";

const momentum = rule({
  name: "momentum",
  hyper: { mu: 0.9 },
  state: { m: 0 },
  text: "m = mu*m + g\n u = m",
});
const average = rule({ name: "average", state: { m: 0 }, text: "m = (m + g)/2\n u = m" });
const descend = rule({ name: "descend", hyper: { rate: 0.1 }, text: "u = -rate*g" });

const tensor = (path: string, dtype: DType = "float32", size = 3): Tensor => ({
  path,
  shape: [size],
  size,
  dtype,
});

const shown = (transformation: Transformation, ...tensors: Tensor[]) =>
  groupsOf(transformation, tensors).map(({ links, dtype, tensors: own }) => ({
    rules: links.map(({ instance }) => instance.rule.name),
    dtype,
    paths: own.map(({ path }) => path),
  }));

describe("groups", () => {
  test("are one where all tensors share chain and dtype, in the order of the tensors", () => {
    const optimizer = chain(momentum(), descend());
    expect(shown(optimizer, tensor("b"), tensor("a"), tensor("c"))).toEqual([
      { rules: ["momentum", "descend"], dtype: "float32", paths: ["b", "a", "c"] },
    ]);
  });

  test("are one for each dtype, in the order of their first tensors", () => {
    const tensors = [tensor("a", "float64"), tensor("b"), tensor("c", "float64"), tensor("d")];
    expect(shown(descend(), ...tensors)).toEqual([
      { rules: ["descend"], dtype: "float64", paths: ["a", "c"] },
      { rules: ["descend"], dtype: "float32", paths: ["b", "d"] },
    ]);
  });

  test("are one for each choice of a partition, and the first matching pattern decides", () => {
    const optimizer = partition([
      ["*.bias", descend()],
      [/^frozen/, chain()],
      ["*", chain(momentum(), descend())],
    ]);
    const tensors = ["l1.weight", "l1.bias", "frozen.bias", "frozen.weight", "l2.weight"].map((path) =>
      tensor(path),
    );
    expect(shown(optimizer, ...tensors)).toEqual([
      { rules: ["momentum", "descend"], dtype: "float32", paths: ["l1.weight", "l2.weight"] },
      { rules: ["descend"], dtype: "float32", paths: ["l1.bias", "frozen.bias"] },
      { rules: [], dtype: "float32", paths: ["frozen.weight"] },
    ]);
  });

  test("stay apart where two branches hold the same transformation, which is one state each", () => {
    const shared = momentum();
    const optimizer = partition([
      ["a", shared],
      ["*", shared],
    ]);
    expect(shown(optimizer, tensor("a"), tensor("b"))).toHaveLength(2);
  });

  test("flatten chains within chains and partitions within partitions", () => {
    const inner = partition([
      ["*.bias", chain()],
      ["*", average()],
    ]);
    const optimizer = chain(
      chain(momentum(), chain(average())),
      partition([
        ["head.*", inner],
        ["*", chain()],
      ]),
      descend(),
    );
    const groups = groupsOf(optimizer, [tensor("head.weight"), tensor("head.bias"), tensor("body")]);
    expect(groups.map(({ tensors }) => tensors.map(({ path }) => path))).toEqual([
      ["head.weight"],
      ["head.bias", "body"],
    ]);
    const [head, rest] = groups.map(({ links }) =>
      links.map(({ key, within, instance }) => [key, within.join("/"), instance.rule.name]),
    );
    expect(head).toEqual([
      ["0.0.0", "", "momentum"],
      ["0.0.1", "", "average"],
      ["0.1.0.1", "head.*/*", "average"],
      ["0.2", "", "descend"],
    ]);
    expect(rest).toEqual(head!.filter((_, index) => index !== 2));
  });

  test("choose by shape where the pattern is a function", () => {
    const isMatrix = (_: string, shape: readonly number[]) => shape.length === 2;
    const optimizer = partition([
      [isMatrix, momentum()],
      ["*", descend()],
    ]);
    const matrix: Tensor = { path: "w", shape: [2, 3], size: 6, dtype: "float32" };
    expect(shown(optimizer, matrix, tensor("b")).map(({ rules }) => rules)).toEqual([
      ["momentum"],
      ["descend"],
    ]);
  });
});

describe("a parameter without a transformation", () => {
  test("is an error that names it and the patterns", () => {
    const isMatrix = () => false;
    const optimizer = partition([
      ["*.bias", descend()],
      [/^head/, descend()],
      [isMatrix, descend()],
      [() => false, descend()],
    ]);
    const error = new PartitionError(
      'no pattern of the partition matches "body.weight"; patterns: *.bias, /^head/, isMatrix, function; end with "*" to match the rest',
    );
    expect(() => groupsOf(optimizer, [tensor("x.bias"), tensor("body.weight")])).toThrow(error);
    expect(() => groupsOf(partition([]), [tensor("x")])).toThrow(
      new PartitionError(
        'no pattern of the partition matches "x"; patterns: none; end with "*" to match the rest',
      ),
    );
  });

  test("is an error where the chain holds something else", () => {
    expect(() => groupsOf(descend as unknown as Transformation, [tensor("x")])).toThrow(
      new PartitionError("expected an optimizer such as adam(); got function"),
    );
  });
});

describe("names of states and hyperparameters", () => {
  const things = (transformation: Transformation, ...paths: string[]) => {
    const links = new Map<string, Link>();
    for (const group of groupsOf(
      transformation,
      paths.map((path) => tensor(path)),
    )) {
      for (const link of group.links) links.set(link.key, link);
    }
    return [...links.values()].flatMap((link) =>
      Object.keys(link.instance.rule.state).map((name) => ({ link, name })),
    );
  };

  test("stay bare where they are the only ones", () => {
    expect(qualify(things(chain(momentum(), descend()), "x"))).toEqual(["m"]);
  });

  test("get the rule's name where two rules have them", () => {
    expect(qualify(things(chain(momentum(), average()), "x"))).toEqual(["momentum.m", "average.m"]);
  });

  test("get the patterns around them where one rule is used in two branches", () => {
    const optimizer = partition([
      ["*.bias", momentum()],
      [
        "*",
        partition([
          [/head/, momentum()],
          ["*", momentum()],
        ]),
      ],
    ]);
    expect(qualify(things(optimizer, "a.bias", "head", "body"))).toEqual(["*.bias.m", "*./head/.m", "*.*.m"]);
  });

  test("get their place where nothing else tells them apart", () => {
    expect(qualify(things(chain(momentum(), chain(descend(), momentum())), "x"))).toEqual([
      "0.momentum.m",
      "1.1.momentum.m",
    ]);
  });

  test("are lengthened only where they clash", () => {
    const optimizer = partition([
      ["a", chain(momentum(), average())],
      ["*", momentum()],
    ]);
    expect(qualify(things(optimizer, "a", "b"))).toEqual(["a.momentum.m", "average.m", "*.m"]);
  });
});
