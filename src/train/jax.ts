/**
 * The copy of jax-js (`@jax-js/jax`, MIT) that this package carries. Functions of one copy cannot be traced by another, so models for
 * `fit` are written with this one, or `fit` is given the user's own.
 */
export * as jax from "@jax-js/jax";
