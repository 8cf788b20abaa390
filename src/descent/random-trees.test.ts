/** Random trees with traps in them: whatever init, step and restore are given, their error is typed and nothing has changed. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adam, sgd } from "../index.ts";
import { ParameterError, tensor } from "./leaf.ts";
import { SnapshotError } from "./portable.ts";

describe("no error without a type leaves", () => {
  const strange = fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
    maxDepth: 4,
  });
  const traps = ["ownKeys", "get", "getPrototypeOf", "getOwnPropertyDescriptor", "has"] as const;
  /** A tree with proxies that fail where there were the names of traps: fast-check itself would fall into them. */
  function trapped(tree: unknown): unknown {
    const trap = traps.find((name) => name === tree);
    const fails = () => {
      throw new Error("trap");
    };
    if (trap) return new Proxy([{ a: [1] }], { [trap]: fails });
    if (typeof tree !== "object" || tree === null || ArrayBuffer.isView(tree) || Object.isFrozen(tree))
      return tree;
    for (const [key, child] of Object.entries(tree)) {
      Object.defineProperty(tree, key, { value: trapped(child), enumerable: true });
    }
    return tree;
  }
  /** Mostly a tree, with something strange in it. */
  const trees = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom<unknown>(1, [1, 2], new Float32Array(2), tensor(new Float32Array(4), [2, 2])),
      strange,
      fc.dictionary(fc.constantFrom("a", "b", "data", "shape", "length", ""), tie("tree"), { maxKeys: 3 }),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.constantFrom(...traps),
    ),
  })).tree;

  test("init", async () => {
    await fc.assert(
      fc.asyncProperty(trees, fc.constantFrom("js", "wasm"), async (tree, device) => {
        const descent = await sgd()
          .init(trapped(tree), { device: device as "js" })
          .catch((error: unknown) => {
            expect(error).toBeInstanceOf(ParameterError);
          });
        descent?.step(descent.params);
        descent?.dispose();
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  test("step, which changes nothing then", async () => {
    const descent = await adam().init({ a: [1, 2], b: { data: [3] } });
    const before = structuredClone(await descent.snapshot());
    fc.assert(
      fc.property(
        fc.oneof(trees, fc.record({ a: trees, b: trees }), fc.record({ a: fc.constant([1, 2]), b: trees })),
        (grads) => {
          try {
            descent.step((trapped(grads) ?? null) as never);
            expect.unreachable("random gradients do not fit");
          } catch (error) {
            expect(error).toBeInstanceOf(ParameterError);
          }
        },
      ),
      { seed: 2, numRuns: 1000 },
    );
    expect(await descent.snapshot()).toEqual(before);
    expect(descent.grads).toEqual({ a: new Float64Array(2), b: { data: new Float64Array(1) } });
    descent.dispose();
  });

  test("restore, which changes nothing then", async () => {
    const descent = await adam().init({ a: [1, 2], b: [3] });
    descent.step({ a: [1, 2], b: [3] });
    const before = await descent.snapshot();
    const keys = Object.keys(before);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          trees,
          fc
            .dictionary(fc.constantFrom(...keys), trees)
            .map((parts) => ({ ...before, ...parts, count: "no" })),
        ),
        async (snapshot) => {
          await expect(descent.restore(trapped(snapshot) as never)).rejects.toThrow(SnapshotError);
        },
      ),
      { seed: 3, numRuns: 500 },
    );
    expect(await descent.snapshot()).toEqual(before);
    descent.dispose();
  });
});
