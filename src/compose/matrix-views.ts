/**
 * How tensors of hidden weights are matrices, where not by their last two axes: kernels of convolutions flattened, projections of several
 * heads by blocks of rows. The elements stay where they are, in their order.
 */
import type { Option } from "../options/option.ts";
import { isPattern, PartitionError, type Pattern, selectorOf } from "../rule/pattern.ts";
import type { Divided, View } from "../rule/transformation.ts";

/**
 * A tensor as matrices: `"flatten"`, one matrix of its outputs by all else; `{ blocks: n }`, n matrices one below the other, with
 * `of: "columns"` beside one another; `{ rows, columns }`, matrices of that size.
 */
export type MatrixView =
  | "flatten"
  | { readonly blocks: number; readonly of?: "rows" | "columns" | undefined }
  | { readonly rows: number; readonly columns: number };

/** Views of all hidden weights of more than two axes, or of those that patterns match. */
export type MatrixViews = "flatten" | readonly (readonly [pattern: Pattern, view: MatrixView])[];

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;

function isView(value: unknown): value is MatrixView {
  if (value === "flatten") return true;
  if (typeof value !== "object" || value === null) return false;
  const { of = "rows", ...counts } = value as { of?: unknown };
  const names = Object.keys(counts).sort().join();
  if (!Object.values(counts).every(isCount)) return false;
  return names === "blocks"
    ? of === "rows" || of === "columns"
    : names === "columns,rows" && !("of" in value);
}

const isCase = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && isPattern(value[0]) && isView(value[1]);

/** The option of views. */
export const viewsOption: Option = {
  expected: (value) =>
    value === "flatten" || (Array.isArray(value) && value.length > 0 && value.every(isCase))
      ? undefined
      : '"flatten", or a list of patterns and views, each view "flatten", { blocks }, { blocks, of: "columns" } or { rows, columns }, such as [["*.qkv", { blocks: 3 }]]',
};

const textOf = (view: object): string =>
  `{ ${Object.entries(view)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(", ")} }`;

/** Whether one of them depends on which axis is a weight's output. */
export const flattens = (views: MatrixViews | undefined): boolean =>
  views === "flatten" || (views ?? []).some(([, view]) => view === "flatten");

/**
 * A tensor in its view: the last two axes of its shape are those of its matrices; undefined where it stays as it is.
 *
 * @throws PartitionError, which names the tensor, for a view that does not fit it.
 */
export function viewed(
  name: string,
  views: MatrixViews,
  isOutputFirst: boolean,
  { path, shape }: Divided,
): View | undefined {
  const view =
    views === "flatten" ? views : views.find(([pattern]) => selectorOf(pattern).matches(path, shape))?.[1];
  if (view === undefined || (view === "flatten" && shape.length <= 2)) return undefined;
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (view === "flatten") {
    const outputs = isOutputFirst ? shape[0]! : shape.at(-1)!;
    return { shape: isOutputFirst ? [outputs, size / outputs] : [size / outputs, outputs] };
  }
  const fail = (problem: string): never => {
    throw new PartitionError(
      `${name}: shapes has ${textOf(view)} for ${path ? `"${path}"` : "the root"}, which has the shape [${shape.join(", ")}]: ${problem}`,
    );
  };
  if ("blocks" in view) {
    const { blocks, of = "rows" } = view;
    const [rows = 0, columns = 0, ...others] = shape;
    if (shape.length < 2 || others.length > 0) fail("blocks are those of a tensor of two axes");
    const divided = of === "rows" ? rows : columns;
    if (divided % blocks !== 0) fail(`its ${of} are no multiple of the number of blocks`);
    const each = divided / blocks;
    return of === "rows" ? { shape: [blocks, each, columns] } : { blocks: { rows, columns: each } };
  }
  const { rows, columns } = view;
  const count = size / (rows * columns);
  if (!Number.isInteger(count)) fail("its elements are no multiple of rows times columns");
  return { shape: count === 1 ? [rows, columns] : [count, rows, columns] };
}
