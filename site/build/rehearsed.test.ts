/** What is left out of a module by what was run of it. */
import { expect, test } from "vitest";
import { withoutUnused } from "./rehearsed.ts";

/** The module with what stands between brackets marked as not run. */
const left = (text: string): string => {
  const code = text.replace(/[⟨⟩]/g, "");
  const run = new Uint8Array(code.length).fill(1);
  let at = 0;
  let isRun = 1;
  for (const sign of text) {
    if (sign === "⟨") isRun = 0;
    else if (sign === "⟩") isRun = 1;
    else run[at++] = isRun;
  }
  return withoutUnused(code, run);
};

test("bodies of functions that were not run, of every kind", () => {
  expect(left("⟨function a(b) { return b; }⟩ a;")).toBe("function a(b) {throw 0} a;");
  expect(left("const a = ⟨(b) => ({ b })⟩;")).toBe("const a = (b) =>{throw 0};");
  expect(left("const a = ⟨async b => { await b; }⟩;")).toBe("const a = async b =>{throw 0};");
  expect(left("class A { #x = 1; b() { return 1; } ⟨get c() { return this.#x; }⟩ }")).toBe(
    "class A { #x = 1; b() { return 1; } get c() {throw 0} }",
  );
});

test("texts of errors in functions that were run", () => {
  expect(left('function a(b) { if (!b) ⟨throw new Error("no " + b);⟩ return b; }')).toBe(
    "function a(b) { if (!b) throw 0; return b; }",
  );
});

test("nothing else", () => {
  const code = "function a(b) { if (b) ⟨{ return 1; }⟩ throw new Error(); }";
  expect(left(code)).toBe(code.replace(/[⟨⟩]/g, ""));
});
