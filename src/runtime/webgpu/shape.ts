/** What shapes the kernels of a GPU, besides the plan. */

/** Float32, or factors and sums of a few terms in float16. */
export type Precision = "f32" | "f16";

/** What a device allows, as far as it shapes kernels. */
export interface Shape {
  /** Storage buffers of a kernel. */
  readonly storageBuffers: number;
  /** Bytes of a binding of storage. */
  readonly binding: number;
  /** Invocations of a workgroup, a power of two. */
  readonly workgroup: number;
  /** Workgroups along one axis. */
  readonly workgroups: number;
  /** Whether the compiler combines sums, so that they must be hidden from it. */
  readonly isGuarded: boolean;
  /** How products of matrices take their factors. */
  readonly precision: Precision;
}
