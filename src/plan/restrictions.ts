/**
 * Limits of what the rules of an optimizer can do together: one rule that takes several gradients, one rule of bounds for a
 * parameter, one scale of the loss, one decision whether to take a step.
 */
import { topological } from "../language/graph.ts";
import { areUneven } from "./blocks.ts";
import { boundingLink, reducesBounds } from "./bounds.ts";
import type { Expansion } from "./expand.ts";
import type { Group, Link, Tensor } from "./groups.ts";
import { shapeOf } from "./slices.ts";
import type { Uniformity } from "./uniformity.ts";

/** An optimizer whose rules cannot be combined in this way. */
export class PlanError extends Error {
  override readonly name = "PlanError";
}

/** The rule that takes several gradients a step, if there is one. */
export function linkBefore(groups: readonly Group[]): Link | undefined {
  const found = groups.map(({ links }) => links.filter(({ instance }) => instance.rule.before));
  const links = new Set(found.flat().map(({ key }) => key));
  if (links.size > 1 || (links.size === 1 && found.some(({ length }) => length === 0))) {
    const names = found.flat().map(({ instance }) => instance.rule.name);
    throw new PlanError(
      `only one rule of an optimizer may take several gradients a step, and for all parameters; got ${[...new Set(names)].join(", ")}: leave one out, or put it around the whole optimizer`,
    );
  }
  return found[0]?.[0];
}

/**
 * @throws PlanError if a parameter has more than one rule of bounds, or if one norm bounds parameters of different
 *   optimizers, one of which also steps points of its own.
 */
export function checkBounds(groups: readonly Group[]): void {
  for (const { links } of groups) {
    const names = links.flatMap(({ instance: { rule } }) => (rule.projection ? [rule.name] : []));
    if (names.length > 1)
      throw new PlanError(
        `a parameter may have bounds of one rule only; got ${names.join(", ")}: give one of them both bounds, or use where to give each its own parameters`,
      );
  }
  const bounded = groups.filter((group) => reducesBounds(boundingLink(group)?.instance.rule, "global"));
  for (const key of new Set(bounded.map((group) => boundingLink(group)!.key))) {
    const sharing = bounded.filter((group) => boundingLink(group)!.key === key);
    const chains = new Set(sharing.map(({ links }) => links.map(({ key }) => key).join()));
    if (chains.size === 1 || !sharing.some(({ links }) => links.some(projectsInside))) continue;
    const { name } = boundingLink(sharing[0]!)!.instance.rule;
    throw new PlanError(
      `${name} bounds one norm of parameters that different optimizers step, one of which steps more than the parameters; give each a bound of its own`,
    );
  }
}

/** Whether a rule has points of its own that must lie within the bounds. */
const projectsInside = ({ instance }: Link): boolean =>
  topological(instance.rule.lines.map(({ value }) => value)).some(
    (node) => node.kind === "call" && (node.op === "project" || node.op === "outside"),
  );

/**
 * @throws PlanError if a decision about the step is not the same for all tensors, or comes after earlier gradients
 *   of the step have already been used.
 */
export function checkAccepts({ groups, phases }: Expansion, { scopeOf }: Uniformity): void {
  for (const { links } of groups) {
    const before = links.findIndex(({ instance }) => instance.rule.before);
    const late = links.find(
      ({ instance: { rule } }, index) =>
        before >= 0 && index > before && rule.lines.some(({ target }) => target === "accept"),
    );
    if (!late) continue;
    const [first, second] = [late.instance.rule.name, links[before]!.instance.rule.name];
    throw new PlanError(
      `${first} stands inside ${second}, which has taken in a gradient by then; put it before: chain(${first}(), ${second}(...))`,
    );
  }
  for (const { link, node } of phases.flatMap(({ accepts }) => accepts)) {
    if (scopeOf(node) === "uniform") continue;
    throw new PlanError(
      `${link.instance.rule.name}: "accept" must be one decision for the whole step; use reductions such as globalFinite(g)`,
    );
  }
  for (const { link, name, symbol } of phases.flatMap(({ declined }) => [...declined.keys()])) {
    if (scopeOf(symbol) === "uniform") continue;
    throw new PlanError(
      `${link.instance.rule.name}: a declined step assigns states that are one number for all parameters; "${name}" is not`,
    );
  }
}

/**
 * @throws PlanError for a tensor that has no matrices, where its rules take whole ones, and for a decision about the step behind a rule that has
 *   changed its states by then.
 */
export function checkMatrices(groups: readonly Group[]): void {
  for (const { links, tensors } of groups) {
    const changing = links.findIndex(
      ({ instance }) => Object.keys(instance.rule.matrices?.own ?? {}).length > 0,
    );
    const late = links.findIndex(
      ({ instance }, index) =>
        changing >= 0 && index >= changing && instance.rule.lines.some(({ target }) => target === "accept"),
    );
    if (late >= 0) {
      const [first, second] = [links[late]!, links[changing]!].map(({ instance }) => instance.rule.name);
      throw new PlanError(
        `${first} stands behind ${second}, which has changed its states by then; put it before: chain(${first}(), ${second}(...))`,
      );
    }
    const link = links.find(({ instance }) => instance.rule.matrices);
    const other = link && tensors.find((tensor) => shapeOf(tensor).length < 2);
    if (!other) continue;
    const { path, shape } = other;
    throw new PlanError(
      `${link.instance.rule.name} takes matrices, tensors of two axes or batches of them; ${path ? `"${path}"` : "the root"} has the shape [${shape.join(", ")}]: give it its shape with tensor(), or an optimizer of its own (partition)`,
    );
  }
}

/** @throws PlanError for a tensor whose blocks are not all as large, where a rule takes them to be. */
export function checkEven(tensor: Tensor): void {
  const { path, blocks } = tensor;
  const shape = shapeOf(tensor);
  if (!blocks || !areUneven(shape, blocks)) return;
  throw new PlanError(
    `a rule beside one of whole matrices reads how many elements rows, columns or matrices have, and the blocks of ${path ? `"${path}"` : "the root"}, ${shape.join(" x ")} in blocks of ${blocks.rows} x ${blocks.columns}, are not all as large: choose a size of blocks that divides its sides`,
  );
}

/** The link that has the scale of the loss, if there is one. */
export const scalingLink = (groups: readonly Group[]): Link | undefined =>
  groups.flatMap(({ links }) => links).find(({ instance }) => instance.rule.lossScale);

/** @throws PlanError unless the loss has one scale, that of all gradients as they come. */
export function checkLossScale(groups: readonly Group[]): void {
  const scaling = scalingLink(groups);
  if (!scaling) return;
  const { name } = scaling.instance.rule;
  const fail = (why: string): never => {
    throw new PlanError(`${name} ${why}: put it in front of the whole optimizer, chain(${name}(), ...)`);
  };
  for (const { links } of groups) {
    const found = links.filter(({ instance }) => instance.rule.lossScale);
    if (found.length > 1) fail("stands there twice, and the loss has one scale");
    if (found[0]?.key !== scaling.key) fail("does not act on all parameters, and the loss has one scale");
    const before = links.findIndex(({ instance }) => instance.rule.before);
    if (before >= 0 && links.indexOf(found[0]!) > before)
      fail(`stands inside ${links[before]!.instance.rule.name}, which would take in scaled gradients`);
  }
}
