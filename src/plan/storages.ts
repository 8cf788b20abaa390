/** How the roles of a plan are stored. */
import type { StorageName } from "../language/storage.ts";
import type { Plan } from "./plan.ts";

/** How a role is stored in a group: what its state says, or as numbers of the group's type. */
export const storageOf = (
  { groups, states }: Pick<Plan, "groups" | "states">,
  group: number,
  role: string,
): StorageName => states.find((state) => state.role === role)?.storage ?? groups[group]!.dtype;
