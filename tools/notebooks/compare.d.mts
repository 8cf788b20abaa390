interface Cell {
  readonly cell_type: string;
  readonly source: string | readonly string[];
  readonly outputs?: readonly object[];
  readonly metadata: { readonly tags?: readonly string[] };
}

export interface Notebook {
  readonly cells: readonly Cell[];
}

export declare function differences(
  stored: Notebook,
  executed: Notebook,
  isCompared?: (cell: Cell) => boolean,
): string[];
