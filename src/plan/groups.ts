/**
 * From a transformation and the parameters it is applied to, the groups of tensors that share one chain of
 * rules. Chains are flattened and choices by path are made here; later steps of the planner see neither.
 */
import type { DType } from "../language/dtype.ts";
import type { HalfCoding } from "../language/storage.ts";
import { PartitionError } from "../rule/pattern.ts";
import { RuleInstance } from "../rule/rule.ts";
import {
  type Blocks,
  Chain,
  type MomentsStorage,
  type Transformation,
  type View,
} from "../rule/transformation.ts";

/** A parameter: its path in the tree of parameters, its shape, the number and type of its elements. */
export interface Tensor {
  readonly path: string;
  readonly shape: readonly number[];
  /** Its shape as its rules see it, where that is another: the elements in their order, as matrices. */
  readonly view?: readonly number[] | undefined;
  /** The blocks into which its matrices are divided, where they are: each is a matrix by itself. */
  readonly blocks?: Blocks | undefined;
  readonly size: number;
  readonly dtype: DType;
  /** Its codes where users have it in 16 bits, and so its gradient: rules have float32. */
  readonly half?: HalfCoding | undefined;
  /** Whether it lies in memory of the user's own: then it is a group by itself. */
  readonly isApart?: true | undefined;
}

/** A rule at its place in the transformation. One rule at two places counts as two links. */
export interface Link {
  /** The place: `0.2.1`. */
  readonly key: string;
  /** The patterns of the partitions around it, outermost first. */
  readonly within: readonly string[];
  readonly instance: RuleInstance;
  /** Whether a chain around it maximizes. */
  readonly maximizes: boolean;
  /** How the chain around it that is nearest and says so wants its moments stored. */
  readonly moments: MomentsStorage | undefined;
}

/** Tensors of one dtype that share a chain. */
export interface Group {
  readonly links: readonly Link[];
  readonly dtype: DType;
  /** That of its tensors. */
  readonly half?: HalfCoding | undefined;
  readonly tensors: readonly Tensor[];
  /** Whether one of them maximizes: then all links of the group read gradient and loss with the opposite sign, wherever it stands. */
  readonly maximizes: boolean;
  /** Whether its tensors are batches of matrices or divided into blocks, and a rule takes whole ones: then each matrix is a tensor by itself to all rules. */
  readonly isBatch: boolean;
}

/** The rules that a tensor gets, in order, and how they see it. Uses an explicit stack: chains may be nested deeper than the engine's stack. */
function linksFor(
  transformation: Transformation,
  tensor: Tensor,
): { readonly links: Link[]; readonly view: View | undefined } {
  const links: Link[] = [];
  let view: View | undefined;
  /** What is left to do, each with its place. */
  const todo: (Omit<Link, "instance"> & { readonly of: Transformation })[] = [
    { of: transformation, key: "0", within: [], maximizes: false, moments: undefined },
  ];
  for (let next = todo.pop(); next; next = todo.pop()) {
    const { of, key, within, maximizes, moments } = next;
    if (of instanceof RuleInstance) links.push({ key, within, instance: of, maximizes, moments });
    else if (of instanceof Chain) {
      const isOnly = of.links.length === 1;
      const inside = { within, maximizes: maximizes || of.maximizes, moments: of.storesMoments ?? moments };
      const inner = of.links.map((link, index) => ({
        ...inside,
        of: link,
        key: isOnly ? key : `${key}.${index}`,
      }));
      for (const link of inner.reverse()) todo.push(link);
    } else {
      const choice = of?.choose?.(tensor.path, tensor.shape);
      if (!choice) throw new PartitionError(`expected an optimizer such as adam(); got ${typeof of}`);
      const { index, pattern, chosen } = choice;
      view = of.advice?.viewOf?.(index, tensor) ?? view;
      // The cases of a shared partition are one rule, at one place.
      const place = of.isShared ? { key, within } : { key: `${key}.${index}`, within: [...within, pattern] };
      todo.push({ ...place, of: chosen, maximizes, moments });
    }
  }
  return { links, view };
}

/** Groups in the order of their first tensors; tensors keep their order within a group. */
export function groupsOf(transformation: Transformation, tensors: readonly Tensor[]): Group[] {
  const groups = new Map<string, Group & { tensors: Tensor[] }>();
  for (const given of tensors) {
    const { links, view } = linksFor(transformation, given);
    const tensor = view ? { ...given, view: view.shape, blocks: view.blocks } : given;
    const isBatch =
      (view?.blocks !== undefined || (view?.shape ?? given.shape).length > 2) &&
      links.some(({ instance }) => instance.rule.matrices !== undefined);
    const places = links.map(({ key, instance }) => [key, ...instance.without].join("-"));
    const key = [
      tensor.half ?? tensor.dtype,
      ...places,
      ...(tensor.isApart ? [`at ${tensor.path}`] : []),
      ...(isBatch ? ["batch"] : []),
    ].join();
    const group = groups.get(key);
    const maximizes = links.some((link) => link.maximizes);
    if (group) group.tensors.push(tensor);
    else {
      const { dtype, half } = tensor;
      groups.set(key, { links, dtype, half, tensors: [tensor], maximizes, isBatch });
    }
  }
  return [...groups.values()];
}

/** Something that belongs to a link, a hyperparameter or a state. */
interface Named {
  readonly link: Link;
  readonly name: string;
}

/** All names of such a thing, the shortest first: its own, with its rule's, with the patterns around it, by its place. */
export function namesOf({ link: { key, within, instance }, name }: Named): string[] {
  const byRule = `${instance.rule.name}.${name}`;
  const inside = (last: string) => [...within, last].join(".");
  return [name, byRule, inside(name), inside(byRule), `${key.slice(2)}.${byRule}`];
}

/** The shortest name of each thing that no other one has. */
export function qualify(things: readonly Named[]): string[] {
  const forms = things.map(namesOf);
  return forms.map((names) => {
    const isUnique = (name: string, level: number) =>
      forms.filter((other) => other[level] === name).length === 1;
    return names.find(isUnique) ?? names.at(-1)!;
  });
}
