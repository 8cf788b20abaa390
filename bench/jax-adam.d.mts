import type * as jax from "@jax-js/jax";

type Tree = { readonly [name: string]: jax.Array };

interface State {
  readonly m: Tree;
  readonly v: Tree;
  readonly b1t: jax.Array;
  readonly b2t: jax.Array;
}

export declare function jaxAdam(
  copy: typeof jax,
  options: {
    readonly learningRate: number;
    readonly b1?: number;
    readonly b2?: number;
    readonly eps?: number;
  },
): {
  init(params: Tree): State;
  update<T extends Tree>(grads: T, state: State): [updates: T, state: State];
};
