/** Comments: from `#` to the end of a line, for readers alone. */
import fc from "fast-check";
import { expect, it, test } from "vitest";
import { rule } from "../compose/rule.ts";
import { parse } from "./parse.ts";
import { toText } from "./print.ts";

const read = (text: string) =>
  parse("test", text, ["g", "p"], ["m"]).lines.map(({ target, value, text: line }) => [
    target,
    toText(value),
    line,
  ]);

it("are whole lines or follow an equation", () => {
  const text = `# Momentum, as in equation (3): m = b*m + g
    m = m + g   # the paper's m, "quoted" & <signs>
      # indented
    u = 2*m#touching
    #`;
  expect(read(text)).toEqual([
    ["m", "m + g", "m = m + g"],
    ["u", "2*m", "u = 2*m"],
  ]);
});

it("change nothing, whatever they say", () => {
  const plain = read("m = m + g\nu = 2*m");
  const comment = fc.string({ unit: "binary" }).map((text) => text.replaceAll("\n", " "));
  fc.assert(
    fc.property(comment, comment, (first, second) => {
      expect(read(`#${first}\nm = m + g #${second}\r\nu = 2*m`)).toEqual(plain);
    }),
  );
});

test.each([
  ["u = g + # nothing", "expected a value, found the end of the line", 8],
  ["u = (g # open", 'expected ")", found the end of the line', 7],
  ["u # = g", 'expected "=", found the end of the line', 2],
  ["u = q # unknown", 'unknown name "q"', 5],
])("the caret stands in the equation: %s", (text, problem, column) => {
  const failing = () => parse("test", `# first\n${text}`, ["g"]);
  expect(failing).toThrow(expect.objectContaining({ line: 2, column }));
  expect(failing).toThrow(problem);
  expect(failing).toThrow(`\n    ${text}\n    ${" ".repeat(column - 1)}^`);
});

it("are not printed by explain", async () => {
  const optimizer = rule({
    name: "signs",
    text: "# the sign alone\nu = -sign(g) # down\neval = p # here",
  })();
  const text = await optimizer.explain();
  expect(text).toContain("    u = -sign(g)\n    eval = p   (the parameters to evaluate with)");
  expect(text).not.toContain("#");
});
