/** What the example of splats exports, as far as its test uses it. */
declare module "*/splats/fit.mjs" {
  export type Arrays = Record<"position" | "scale" | "angle" | "color" | "opacity", Float32Array>;
  export interface Options {
    readonly code: string;
    readonly photograph: Float32Array;
    readonly side: number;
    readonly params: Arrays;
    readonly optimizer: import("../../src/index.ts").Optimizer;
  }
  export class Fit {
    static begin(device: unknown, options: Options): Promise<Fit>;
    readonly size: number;
    readonly count: number;
    step(): void;
    gradients(): Promise<Arrays>;
    params(): Promise<Arrays>;
    measure(): Promise<{ psnr: number; most: number }>;
    picture(): Promise<Float32Array>;
    grow(size: number): Promise<{ dropped: number; divided: number }>;
    done(): Promise<void>;
    dispose(): void;
  }
  export function gridOf(photograph: Float32Array, side: number, rows: number): Arrays;
  export function optimizerOf(steps: number): import("../../src/index.ts").Optimizer;
}

declare module "*/splats/run.mjs" {
  export interface RunEvent {
    readonly type: "measured" | "grown";
    readonly step: number;
    readonly size: number;
    readonly psnr?: number;
    readonly dropped?: number;
    readonly divided?: number;
  }
  export function run(
    fit: import("*/splats/fit.mjs").Fit,
    options: { readonly steps: number; readonly sizes: readonly number[]; readonly every?: number },
  ): AsyncGenerator<RunEvent>;
}

declare module "*/splats/grow.mjs" {
  type Arrays = import("*/splats/fit.mjs").Arrays;
  export function grown(
    params: Arrays,
    pulled: Float32Array,
    size: number,
  ): {
    readonly keep: number[];
    readonly append: Record<keyof Arrays, number[]>;
    readonly dropped: number;
    readonly divided: number;
  };
}
