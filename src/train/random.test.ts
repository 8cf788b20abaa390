import { mean, variance } from "d3-array";
import { describe, expect, test } from "vitest";
import { random } from "./random.ts";

describe("random", () => {
  test("the same seed gives the same numbers, another seed others", () => {
    const draw = (seed: number) => Array.from({ length: 5 }, random(seed).uniform.bind(random(seed)));
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
  });

  test("neighbouring seeds have nothing in common", () => {
    const firsts = Array.from({ length: 2000 }, (_, seed) => random(seed).uniform());
    const steps = firsts.slice(1).map((value, i) => value - firsts[i]!);
    expect(mean(firsts)).toBeCloseTo(0.5, 1);
    // Of independent uniform numbers the difference has variance 1/6.
    expect(variance(steps)).toBeCloseTo(1 / 6, 1);
  });

  test("uniform and normal have their moments", () => {
    const generator = random(1);
    const uniform = Array.from({ length: 20_000 }, () => generator.uniform());
    const normal = Array.from({ length: 20_000 }, () => generator.normal());
    expect(mean(uniform)).toBeCloseTo(0.5, 2);
    expect(variance(uniform)).toBeCloseTo(1 / 12, 2);
    expect(Math.abs(mean(normal)!)).toBeLessThan(0.025);
    expect(Math.abs(variance(normal)! - 1)).toBeLessThan(0.04);
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform)).toBeLessThan(1);
  });

  test("a permutation has every number once, and every order is as likely", () => {
    expect([...random(5).permutation(100)].sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
    expect(random(5).permutation(0)).toHaveLength(0);
    const generator = random(9);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = generator.permutation(3).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });

  test("whole numbers", () => {
    const generator = random(2);
    const drawn = new Set(Array.from({ length: 200 }, () => generator.integer(5)));
    expect([...drawn].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(() => generator.integer(0)).toThrow("below must be a whole number in [1, 2^53]; got 0");
  });

  test("forks depend on the seed and the name alone", () => {
    const [fresh, used] = [random(3), random(3)];
    used.uniform();
    expect(fresh.fork("split").uniform()).toBe(used.fork("split").uniform());
    expect(fresh.fork("split").uniform()).not.toBe(fresh.fork("order").uniform());
    expect(fresh.fork("a").fork("b").state.key).toBe("3/a/b");
  });

  test("a state goes through JSON and continues", () => {
    const generator = random(4).fork("order");
    generator.normal();
    const state = JSON.parse(JSON.stringify(generator.state)) as typeof generator.state;
    const expected = [generator.normal(), generator.uniform(), generator.integer(7)];
    const other = random(4).fork("order");
    other.state = state;
    expect([other.normal(), other.uniform(), other.integer(7)]).toEqual(expected);
    expect(() => {
      random(4).state = state;
    }).toThrow('the state must be one of the generator "4"; got "4/order"');
  });

  test("wrong seeds are refused", () => {
    for (const seed of [-1, 0.5, Number.NaN, "a"])
      expect(() => random(seed as number)).toThrow("random: seed must be a whole number, at least 0");
  });
});
