/**
 * The forms of an optimizer: made with each `like` and with options that change its equations, and what its plan says of
 * each: equations, hyperparameters, state, traffic.
 */

import { type Equations, equationsOf } from "../../src/explain/equations.ts";
import * as glissade from "../../src/index.ts";
import { bytesOf } from "../../src/language/dtype.ts";
import type { Option } from "../../src/options/option.ts";
import type { Tensor } from "../../src/plan/groups.ts";
import { type Plan, plan } from "../../src/plan/plan.ts";
import type { Scope } from "../../src/plan/scope.ts";
import { groupTraffic } from "../../src/plan/traffic.ts";
import type { Bounds, Hyper } from "../../src/rule/hyper.ts";
import type { FactoryDoc, OptionDoc } from "./source.ts";

/** Parameters that forms are planned for: a matrix that every form counts as one, and a vector. */
const tensors: readonly Tensor[] = [
  { path: "matrices", shape: [128, 128], size: 128 * 128, dtype: "float32" },
  { path: "vectors", shape: [8], size: 8, dtype: "float32" },
];

/** Options by name. */
export type Options = Readonly<Record<string, unknown>>;

/** What one kind of parameters costs. */
export interface Cost {
  /** Bytes of state: of an element, and of each slice of another scope. */
  readonly state: ReadonlyMap<Scope, number>;
  readonly moved: number;
  readonly passes: number;
  /** Bytes moved for each gradient before the step's own; undefined where a step takes one. */
  readonly before: number | undefined;
}

/** A group of parameters that share equations. */
export interface GroupFacts {
  /** `matrices`, `vectors`, or empty where all parameters have the same equations. */
  readonly label: string;
  readonly equations: Equations;
  readonly cost: Cost;
}

/** An optimizer with one set of options. */
export interface Form {
  readonly options: Options;
  readonly optimizer: glissade.Optimizer;
  readonly groups: readonly GroupFacts[];
  /** What `b^t` of a hyperparameter means, where the form has one. */
  readonly powers: "products" | "present" | undefined;
  readonly hyper: ReadonlyMap<string, { readonly value: Hyper; readonly bounds: Bounds }>;
  /** The values of all hyperparameters of all rules, by their places. */
  readonly values: ReadonlyMap<string, Hyper>;
}

/** All forms of an optimizer. */
export interface Forms {
  /** By `like`, with `default` for the form without. */
  readonly byLike: ReadonlyMap<string, Form>;
  /** The default form with options that change its equations. */
  readonly variants: readonly Form[];
  /** Defaults of options, by form, that are no hyperparameters of that name. */
  readonly defaults: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** What each option may be. */
  readonly declared: Readonly<Record<string, Option>>;
  /** Whether a form does not have an option. */
  readonly lacks: (like: string, option: OptionDoc) => boolean;
}

/** The values of `like` that pages have columns for. */
export const likes = ["torch", "optax", "keras", "textbook", "paper", "timm", "dion"] as const;

/** The equations of a form as one text: forms that print the same are the same. */
export const textOf = ({ groups }: Form): string =>
  groups
    .map(({ label, equations: { before, step } }) => [label, ...before, "", ...step].join("\n"))
    .join("\n\n");

/** A form by the options that make it, other than those it cannot do without. */
export function nameOf({ options }: FactoryDoc, form: Form): string {
  const isRequired = (name: string) => options.some((option) => option.name === name && option.isRequired);
  return Object.entries(form.options)
    .filter(([name]) => !isRequired(name))
    .map(([name, value]) =>
      typeof value === "number" ? `\`${name}\`` : `\`${name}: ${JSON.stringify(value)}\``,
    )
    .join(" with ");
}

/** A form by its library. */
export const titleOf = (like: string): string => (like === "default" ? "default" : `\`${like}\``);

function costOf(plan: Plan, group: number): Cost {
  const state = new Map<Scope, number>();
  for (const { scope, groups } of plan.states) {
    if (!groups.includes(group)) continue;
    // The host keeps states with fewer values than elements in float64.
    const bytes = scope === "element" ? bytesOf[plan.groups[group]!.dtype] : bytesOf.float64;
    state.set(scope, (state.get(scope) ?? 0) + bytes);
  }
  const { step, before } = plan.phases;
  const { passes, bytes: moved } = groupTraffic(step, group);
  return { state, moved, passes, before: before && groupTraffic(before, group).bytes };
}

/** An optimizer, or a part of one, with the options that made it. */
export function formOf(optimizer: glissade.Optimizer, options: Options): Form {
  const planned = plan(optimizer, tensors);
  const hyper = new Map<string, { value: Hyper; bounds: Bounds }>();
  const values = new Map<string, Hyper>();
  for (const [group, { links }] of planned.groups.entries()) {
    // An optimizer of other rules for vectors has names of their own for those: the page shows the matrices'.
    const own = new Map<string, Hyper>();
    for (const [link, { instance }] of links.entries()) {
      for (const [name, value] of Object.entries(instance.hyper)) {
        values.set(`${group}.${link}.${name}`, value);
        const known = own.get(name);
        if (known !== undefined && known !== value)
          throw new Error(`two rules have ${name}, ${known} and ${value}: a page has one place for it`);
        own.set(name, value);
        if (!hyper.has(name)) hyper.set(name, { value, bounds: instance.rule.bounds.get(name)! });
      }
    }
  }
  const isPresent = planned.groups.some(({ links }) =>
    links.some(({ instance }) => instance.rule.presentPowers),
  );
  const isProduct = planned.hypers.some(({ powers }) => powers.length > 0);
  return {
    options,
    optimizer,
    powers: isPresent ? "present" : isProduct ? "products" : undefined,
    hyper,
    values,
    groups: planned.groups.map(({ links, tensors: members }, group) => ({
      label: planned.groups.length === 1 ? "" : members.map(({ path }) => path).join(", "),
      equations: equationsOf(links),
      cost: costOf(planned, group),
    })),
  };
}

const twoAxes = (_path: string, { length }: readonly number[]) => length === 2;

/** What optimizers must be told of the parameters before they can begin: those of whole matrices, which these are and how they lie. */
export const told: Readonly<Record<string, Options>> = Object.fromEntries(
  Object.entries(glissade as object).flatMap(([name, value]) => {
    const { options = {} } = value as { readonly options?: object };
    const matrices = { pattern: twoAxes, optional: true };
    return "matrices" in options
      ? [[name, { matrices, ...("layout" in options && { layout: "out,in" }) }]]
      : [];
  }),
);
