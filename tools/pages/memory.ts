/** What an optimizer costs: the table of state and traffic of all its forms. */
import type { Scope } from "../../src/plan/scope.ts";
import { type Cost, type Form, type Forms, nameOf, titleOf } from "./forms.ts";
import { table } from "./markdown.ts";
import type { FactoryDoc } from "./source.ts";

const each: Readonly<Record<Scope, string>> = {
  element: "",
  tensor: " a tensor",
  unit: " a unit",
  matrix: " a matrix",
  row: " a row",
  column: " a column",
  uniform: " in all",
};

/** Bytes of state: of an element, then of what is shared. */
export function stateOf({ state }: Cost): string {
  const shared = [...state].filter(([scope]) => scope !== "element");
  const parts = shared.map(([scope, bytes]) => `${bytes}${each[scope]}`);
  const elements = state.get("element");
  const shares = parts.join(", ");
  if (elements === undefined) return shares || "0";
  return shares ? `${elements}, and ${shares}` : String(elements);
}

/** The section of a page. */
export function memorySection(factory: FactoryDoc, { byLike, variants }: Forms): string[] {
  const costs = new Map<string, { names: string[]; cells: string[] }>();
  const add = (name: string, { groups }: Form) => {
    for (const { label, cost } of groups) {
      const moved =
        cost.before === undefined ? cost.moved : `${cost.moved}, and ${cost.before} for each gradient before`;
      const cells = [label, stateOf(cost), String(moved), String(cost.passes)];
      const row = costs.get(cells.join()) ?? { names: [], cells };
      row.names.push(name);
      costs.set(cells.join(), row);
    }
  };
  for (const [like, form] of byLike) add(titleOf(like), form);
  for (const variant of variants) add(nameOf(factory, variant), variant);
  const isLabelled = [...costs.values()].some(({ cells }) => cells[0] !== "");
  const rows = [...costs.values()].map(({ names, cells }) => {
    const isAll = names.length === byLike.size + variants.length;
    return [isAll ? "all" : names.join(", "), ...(isLabelled ? cells : cells.slice(1))];
  });
  const heads = [
    "form",
    ...(isLabelled ? ["parameters"] : []),
    "bytes of state",
    "bytes moved a step",
    "passes",
  ];
  return [
    "## Memory",
    `Bytes a parameter in float32${factory.isWrapper ? ", around `sgd`" : ""}: of state, and read and written by a step, in so many passes over memory.`,
    table(heads, rows, isLabelled ? 2 : 1),
  ];
}
