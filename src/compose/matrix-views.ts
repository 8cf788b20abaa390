/**
 * How tensors of hidden weights are matrices, where not by their last two axes: kernels of convolutions flattened, projections of several
 * heads by blocks of rows. The elements stay where they are, in their order.
 */
import type { Option } from "../options/option.ts";
import { isPattern, PartitionError, type Pattern, selectorOf } from "../rule/pattern.ts";
import type { Divided } from "../rule/transformation.ts";

/**
 * A tensor as matrices: `"flatten"`, one matrix of its outputs by all else; `{ blocks: n }`, n matrices one below the other; `{ rows, columns }`,
 * matrices of that size.
 */
export type MatrixView =
  | "flatten"
  | { readonly blocks: number }
  | { readonly rows: number; readonly columns: number };

/** Views of all hidden weights of more than two axes, or of those that patterns match. */
export type MatrixViews = "flatten" | readonly (readonly [pattern: Pattern, view: MatrixView])[];

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;

function isView(value: unknown): value is MatrixView {
  if (value === "flatten") return true;
  if (typeof value !== "object" || value === null) return false;
  const names = Object.keys(value).sort().join();
  return (names === "blocks" || names === "columns,rows") && Object.values(value).every(isCount);
}

const isCase = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && isPattern(value[0]) && isView(value[1]);

/** The option of views. */
export const viewsOption: Option = {
  expected: (value) =>
    value === "flatten" || (Array.isArray(value) && value.length > 0 && value.every(isCase))
      ? undefined
      : '"flatten", or a list of patterns and views, each view "flatten", { blocks } or { rows, columns }, such as [["*.qkv", { blocks: 3 }]]',
};

const textOf = (view: object): string =>
  `{ ${Object.entries(view)
    .map(([name, value]) => `${name}: ${value}`)
    .join(", ")} }`;

/** Whether one of them depends on which axis is a weight's output. */
export const flattens = (views: MatrixViews | undefined): boolean =>
  views === "flatten" || (views ?? []).some(([, view]) => view === "flatten");

/**
 * The shape of a tensor in its view: the last two axes are those of its matrices; undefined where it stays as it is.
 *
 * @throws PartitionError, which names the tensor, for a view that does not fit it.
 */
export function viewedShape(
  name: string,
  views: MatrixViews,
  isOutputFirst: boolean,
  { path, shape }: Divided,
): readonly number[] | undefined {
  const view =
    views === "flatten" ? views : views.find(([pattern]) => selectorOf(pattern).matches(path, shape))?.[1];
  if (view === undefined || (view === "flatten" && shape.length <= 2)) return undefined;
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (view === "flatten") {
    const outputs = isOutputFirst ? shape[0]! : shape.at(-1)!;
    return isOutputFirst ? [outputs, size / outputs] : [size / outputs, outputs];
  }
  const fail = (problem: string): never => {
    throw new PartitionError(
      `${name}: shapes has ${textOf(view)} for ${path ? `"${path}"` : "the root"}, which has the shape [${shape.join(", ")}]: ${problem}`,
    );
  };
  if ("blocks" in view) {
    const { blocks } = view;
    const [rows, columns, ...others] = shape;
    if (columns === undefined || others.length > 0) fail("blocks are those of a tensor of two axes");
    if (rows! % blocks !== 0) fail("its rows are no multiple of the number of blocks");
    return [blocks, rows! / blocks, columns!];
  }
  const { rows, columns } = view;
  const count = size / (rows * columns);
  if (!Number.isInteger(count)) fail("its elements are no multiple of rows times columns");
  return count === 1 ? [rows, columns] : [count, rows, columns];
}
