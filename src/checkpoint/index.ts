/** `glissade/checkpoint`: a descent on disk, as safetensors, and optimizer states of other libraries; named re-exports only. */
export {};
