/** Kernels that copy rows of an array together, and back to their places. */
import { combining } from "./host-kernels.ts";
import { type Declared, type Module, moduleOf, partBinding } from "./module.ts";

const binding = (at: number, name: string, kind: Declared["kind"], type = "array<f32>"): Declared => ({
  binding: at,
  kind,
  buffer: name,
  name,
  type,
});

/** `c`: elements of the rows, elements of one, the element of what is bound at which the array begins. */
function kernel(table: Declared["kind"], copies: Declared["kind"], line: string): Module {
  return moduleOf({
    lanes: 1,
    declared: [
      partBinding,
      binding(2, "table", table),
      binding(3, "copies", copies),
      binding(4, "numbers", "read", "array<u32>"),
    ],
    workgroup: combining,
    isGuarded: false,
    lines: [
      `for (var e = (group.y * groups.x + group.x) * ${combining}u + local; e < c.x; e += groups.x * groups.y * ${combining}u) {`,
      "  let at = c.z + numbers[e / c.y] * c.y + e % c.y;",
      `  ${line}`,
      "}",
    ],
  });
}

/** Copies the rows that `numbers` names together. */
export const gatherKernel = (): Module => kernel("read", "write", "copies[e] = table[at];");

/** Copies them back to their places. */
export const scatterKernel = (): Module => kernel("write", "read", "table[at] = copies[e];");
