export interface Folder {
  readonly settings: object;
  readonly command: string;
  readonly trials: readonly object[];
  readonly machines: readonly string[];
  readonly result?: object | undefined;
}

export declare function spread(interval: { readonly mean: number | null; low: number; high: number }): string;
export declare function sectionOf(folder: Folder): string;
