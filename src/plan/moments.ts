/** Which states are stored in codes: moments with a value for each element, where a chain wants it so. */
import type { StorageName } from "../language/storage.ts";
import type { Expansion } from "./expand.ts";
import { PlanError } from "./restrictions.ts";
import type { Uniformity } from "./uniformity.ts";

/** How moments are stored, by role. @throws PlanError for parameters of another type than float32. */
export function storagesOf({ states }: Expansion, { scopeOf }: Uniformity): ReadonlyMap<string, StorageName> {
  const storages = new Map<string, StorageName>();
  for (const { link, name, symbol, groups } of states) {
    const { moments, instance } = link;
    if (!moments || !instance.rule.moments[name] || scopeOf(symbol) !== "element") continue;
    const other = groups.find(({ dtype }) => dtype !== "float32");
    if (other)
      throw new PlanError(
        `moments: "${moments}" is for float32 parameters; ${other.tensors[0]!.path ? `"${other.tensors[0]!.path}"` : "the root"} is ${other.dtype}: give it a Float32Array, or an optimizer without the option (partition)`,
      );
    const isFirst = instance.rule.ratio?.[0] === name;
    storages.set(symbol.name, moments === "bf16" ? moments : isFirst ? "signed8" : "unsigned8");
  }
  return storages;
}
