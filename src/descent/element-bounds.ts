/** Bounds of single elements: checked against the parameters and written into the arena. */
import { roundDown, roundUp } from "../language/round-inwards.ts";
import type { Tensor } from "../plan/groups.ts";
import type { State } from "../plan/phases.ts";
import { type Hyper, HyperparameterError } from "../rule/hyper.ts";
import type { BoxBounds, ElementBounds, RuleInstance } from "../rule/rule.ts";
import type { Running } from "./running.ts";
import { ParameterError } from "./tree.ts";

/** Whether a state is a bound: the optimizer brings it, so it is not shown, saved or restored. */
export const isBound = ({ link }: State): boolean => link.instance.box !== undefined;

/**
 * Writes all of them.
 *
 * @throws ParameterError for a path that is not a parameter of the rule, or a shape that differs from the parameter's;
 *   HyperparameterError where a lower bound is above the upper one.
 */
export function fillBounds({ plan, execution }: Running): void {
  for (const { state, role, groups } of plan.states) {
    if (!isBound(state)) continue;
    const { box, rule } = state.link.instance;
    const side = state.name as keyof BoxBounds;
    const label = `${rule.name}: ${side}`;
    checkPaths(
      label,
      box![side],
      groups.flatMap((group) => plan.groups[group]!.tensors),
    );
    for (const group of groups) {
      for (const tensor of plan.groups[group]!.tensors) {
        const values = execution.handle(role, tensor.path);
        const [min, max] = [
          readerOf("min", box!, rule.name, tensor),
          readerOf("max", box!, rule.name, tensor),
        ];
        const [first] = execution.shard?.part(tensor.path) ?? [0];
        for (let i = 0; i < values.length; i++) {
          const [low, high] = [min(first + i), max(first + i)];
          if (low > high)
            throw new HyperparameterError(
              `${rule.name}: min must not be above max; got ${low} and ${high} at "${tensor.path}", element ${first + i}`,
            );
          if (tensor.dtype === "float64") values[i] = side === "min" ? low : high;
          else values[i] = side === "min" ? roundUp(low, high) : roundDown(high, low);
        }
      }
    }
  }
}

function checkPaths(label: string, { at }: ElementBounds, tensors: readonly Tensor[]): void {
  const paths = tensors.map(({ path }) => path);
  const unknown = [...at.keys()].find((path) => !paths.includes(path));
  if (unknown === undefined) return;
  throw new ParameterError(
    `${label} has a value at "${unknown}", which is none of its parameters: ${paths.slice(0, 8).join(", ")}`,
  );
}

/**
 * Bounds of each element of a tensor, in the tensor's type, if a rule has a box. Schedules are evaluated at a count of
 * steps.
 */
export function boundReaders(instance: RuleInstance, tensor: Tensor) {
  const { box, hyper, rule } = instance;
  if (!box && (hyper.min === undefined || hyper.max === undefined)) return undefined;
  const at = (value: Hyper, count: number) => (typeof value === "function" ? value(count) : value);
  const [low, high] = (["min", "max"] as const).map((side) =>
    box ? readerOf(side, box, rule.name, tensor) : (_i: number, count: number) => at(hyper[side]!, count),
  ) as [(i: number, count: number) => number, (i: number, count: number) => number];
  const isFloat = tensor.dtype === "float32";
  return {
    min: (i: number, count: number) => (isFloat ? roundUp(low(i, count), high(i, count)) : low(i, count)),
    max: (i: number, count: number) => (isFloat ? roundDown(high(i, count), low(i, count)) : high(i, count)),
  };
}

/** Reads the bound of each element on one side. */
function readerOf(
  side: keyof BoxBounds,
  box: BoxBounds,
  rule: string,
  { path, shape, size }: Tensor,
): (i: number) => number {
  const { at, rest } = box[side];
  const given = at.get(path);
  if (!given) return () => rest;
  const { values } = given;
  if (given.shape.length === 0) return () => values[0]!;
  const isSame = given.shape.length > 1 ? given.shape.join() === shape.join() : values.length === size;
  if (!isSame)
    throw new ParameterError(
      `${rule}: ${side} at "${path}": expected a number or the parameter's shape [${shape.join(", ")}]; got [${given.shape.join(", ")}]`,
    );
  return (i) => values[i]!;
}
