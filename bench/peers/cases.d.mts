/** An optimizer on n parameters in `count` tensors. */
export interface Case {
  readonly optimizer: string;
  readonly n: number;
  readonly count: number;
}

export declare const titles: Readonly<Record<string, string>>;
export declare function sizeName(one: { readonly n: number; readonly count: number }): string;
export declare function casesOf(asked: {
  readonly quick?: boolean;
  readonly optimizers?: readonly string[];
  readonly sizes?: readonly string[];
}): Case[];
