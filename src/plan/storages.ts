/** How the roles of a plan are stored. */
import type { StorageName } from "../language/storage.ts";
import { storageIn } from "./halves.ts";
import type { Plan } from "./plan.ts";

/** How a role is stored in a group: what its state says, in the group's codes, or as numbers of its type. */
export function storageOf(
  { groups, states }: Pick<Plan, "groups" | "states">,
  group: number,
  role: string,
): StorageName {
  return states.find((state) => state.role === role)?.storage ?? storageIn(groups[group]!, role);
}
