/** `glissade/adapters/tfjs`: an optimizer that tfjs' `model.compile` takes; named re-exports only. */
export {};
