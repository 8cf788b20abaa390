/**
 * Finds the variables that saved states belong to. A name that is taken in a process gets a number behind it: `dense/kernel` becomes
 * `dense/kernel_1` in a model that is loaded beside the first, so that the same variable may have either name.
 */

/** A variable or a saved state: its name, and its shape. */
export interface Shaped {
  readonly name: string;
  readonly shape: readonly number[];
}

const whole = (name: string): string => name;
const unnumbered = (name: string): string => name.replace(/_\d+$/, "");

/** Readings of the names of variables and of states, the plainest first. */
const readings = [
  [whole, whole],
  [unnumbered, whole],
  [whole, unnumbered],
  [unnumbered, unnumbered],
] as const;

const isSameShape = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((extent, axis) => extent === other[axis]);

/**
 * The name of the saved state of each variable that has one. All are read in the same way: that in which most variables find a state of
 * their shape that no other variable finds.
 */
export function statesOf(variables: readonly Shaped[], states: readonly Shaped[]): Map<string, string> {
  let best = new Map<string, string>();
  for (const [ofVariable, ofState] of readings) {
    const found = pairs(variables, states, ofVariable, ofState);
    if (found.size > best.size) best = found;
  }
  return best;
}

function pairs(
  variables: readonly Shaped[],
  states: readonly Shaped[],
  ofVariable: (name: string) => string,
  ofState: (name: string) => string,
): Map<string, string> {
  const statesBy = grouped(states, ofState);
  const found = new Map<string, string>();
  for (const [read, [variable, ...rivals]] of grouped(variables, ofVariable)) {
    const [state, ...others] = statesBy.get(read) ?? [];
    if (!variable || !state || rivals.length + others.length > 0) continue;
    if (isSameShape(variable.shape, state.shape)) found.set(variable.name, state.name);
  }
  return found;
}

function grouped(all: readonly Shaped[], read: (name: string) => string): Map<string, Shaped[]> {
  const groups = new Map<string, Shaped[]>();
  for (const one of all) {
    const group = groups.get(read(one.name));
    if (group) group.push(one);
    else groups.set(read(one.name), [one]);
  }
  return groups;
}
