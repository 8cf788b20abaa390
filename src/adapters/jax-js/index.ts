/** `glissade/adapters/jax-js`: gradients by the user's own copy of jax-js; named re-exports only. */
export {};
