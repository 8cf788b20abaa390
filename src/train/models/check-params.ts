/** Whether parameters are those of a model: the same paths, the same shapes. It looks at no values. */
import { leafOf, mapTree } from "../../adapters/jax-js/leaves.ts";
import { random } from "../random.ts";
import { type Model, ModelError } from "./model.ts";

/** Shapes by path, of arrays of jax-js too; undefined for what is no tensor. */
function shapesOf(params: unknown): Map<string, readonly number[] | undefined> {
  const shapes = new Map<string, readonly number[] | undefined>();
  mapTree(params, (value, path) => {
    const shape: unknown = leafOf(value)?.shape ?? (value as { readonly shape?: unknown } | null)?.shape;
    return shapes.set(path, Array.isArray(shape) ? shape : undefined);
  });
  return shapes;
}

/** @throws ModelError with code `params` for parameters that are not those of the model. */
export function checkParams(model: Pick<Model, "name" | "init">, params: unknown): void {
  const given = shapesOf(params);
  const refuse = (problem: string): never => {
    throw new ModelError("params", `the parameters are not those of ${model.name}: ${problem}`);
  };
  // The initial values only say which parameters there are.
  for (const [path, shape] of shapesOf(model.init(random(0)))) {
    const found = given.get(path);
    if (!found) refuse(`"${path}" is missing, which has shape [${shape}]`);
    if (String(found) !== String(shape)) refuse(`"${path}" has shape [${found}]; it must have [${shape}]`);
    given.delete(path);
  }
  const [surplus] = given.keys();
  if (surplus !== undefined) refuse(`there is no "${surplus}" in it`);
}
