/** What kernels do with whole matrices besides products: transposes. */
import { uniforms } from "./host-kernels.ts";
import { type Module, moduleOf, partBinding } from "./module.ts";
import { isIdle, type MatrixSurroundings, state } from "./product-kernel.ts";

/** out = a, of `c.x` rows and `c.y` columns, `c.w` of them one after the other; `isAcross`: where one of the two lies as its transpose. */
export function copyKernel(a: string, out: string, isAcross: boolean, around: MatrixSurroundings): Module {
  const { workgroup } = around;
  return moduleOf({
    lanes: 1,
    declared: [
      uniforms(around.uniforms, false),
      partBinding,
      { binding: 2, kind: "read", buffer: a, name: "a", type: "array<f32>" },
      { binding: 3, kind: "write", buffer: out, name: "out", type: "array<f32>" },
      state(around, "read"),
    ],
    workgroup,
    isGuarded: false,
    lines: [
      ...around.leave,
      "let size = c.x * c.y;",
      `for (var i = (group.y * groups.x + group.x) * ${workgroup}u + local; i < size * c.w; i += groups.x * groups.y * ${workgroup}u) {`,
      ...(around.state ? [`  if (${isIdle("i / size")}) { continue; }`] : []),
      ...(isAcross
        ? ["  let at = i % size;", "  out[i] = a[i - at + at % c.y * c.x + at / c.y];"]
        : ["  out[i] = a[i];"]),
      "}",
    ],
  });
}
