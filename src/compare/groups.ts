/** Optimizers among which no test shows a difference, as groups: a pair for a pair would be a long list. */
import type { Pair, Row } from "./result.ts";

/**
 * Groups within which no pair shows a difference. Together they have all such pairs; an optimizer may be in several, since "no difference shown"
 * is not transitive.
 * @param rows - the order in which the names stand, and in which groups are filled.
 */
export function equalGroups(rows: readonly Pick<Row, "optimizer">[], pairs: readonly Pair[]): string[][] {
  const names = rows.map(({ optimizer }) => optimizer);
  const pairKey = (one: string, other: string) => [one, other].sort().join("\n");
  const equal = new Set(
    pairs.filter(({ better }) => better === undefined).map(({ one, other }) => pairKey(one, other)),
  );
  const open = new Set(equal);
  return names.flatMap((one, index) =>
    names.slice(index + 1).flatMap((other) => {
      if (!open.has(pairKey(one, other))) return [];
      const group = [one, other];
      for (const name of names) {
        if (!group.includes(name) && group.every((member) => equal.has(pairKey(name, member))))
          group.push(name);
      }
      for (const member of group) for (const name of group) open.delete(pairKey(member, name));
      return [names.filter((name) => group.includes(name))];
    }),
  );
}
