/** The values of a descent's arrays: where they lie if they are stored as numbers, copies of what codes mean otherwise. */
import type { Elements } from "../language/dtype.ts";
import { type CodingName, decoded } from "../language/storage.ts";
import { storageOf } from "../plan/storages.ts";
import type { Running } from "./running.ts";

/** The values of a tensor's array of a role; without a path, of a state that all tensors share. */
export function valuesOf({ plan, execution }: Running, role: string, path: string): Elements {
  const codes = execution.codes?.(role, path);
  if (!codes) return execution.handle(role, path);
  const group = plan.groups.findIndex(({ tensors }) => tensors.some((tensor) => tensor.path === path));
  return decoded(storageOf(plan, group, role) as CodingName, codes);
}
