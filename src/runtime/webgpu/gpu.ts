/**
 * The part of WebGPU that is used here, as structural types: a device of a browser, of Deno, of the package `webgpu`, of
 * `@webgpu/types` and of TypeGPU fits them, and the package's own types name no other's.
 */

/** A buffer on a GPU. */
export interface GpuBuffer {
  readonly size: number;
  readonly usage: number;
  mapAsync(mode: number, offset?: number, size?: number): Promise<unknown>;
  getMappedRange(offset?: number, size?: number): ArrayBuffer;
  unmap(): void;
  destroy(): void;
}

/** A tensor in a buffer of one's own, of float32 or in 16 bits. A TypeGPU buffer is one, and so is a GPUBuffer as a whole. */
export interface GpuRange {
  readonly buffer: GpuBuffer;
  /** The first byte, a multiple of 4; default 0. */
  readonly offset?: number | undefined;
  /** Bytes of whole elements; default all that follow. Of an odd number in 16 bits, the rest of the last four bytes is the tensor's too. */
  readonly size?: number | undefined;
  /** Whole numbers whose product is the number of elements, for rules that look at rows and columns; default one axis. */
  readonly shape?: readonly number[] | undefined;
  /** The type of elements in 16 bits, which lie one after the other; default float32. */
  readonly dtype?: "float16" | "bfloat16" | undefined;
}

/** A pass of compute work in a command encoder. */
export interface GpuPass {
  setPipeline(pipeline: never): unknown;
  setBindGroup(index: number, group: never): unknown;
  dispatchWorkgroups(x: number, y?: number, z?: number): unknown;
  end(): unknown;
}

/** Records commands. */
export interface GpuEncoder {
  beginComputePass(): GpuPass;
  copyBufferToBuffer(from: never, fromOffset: number, to: never, toOffset: number, size: number): unknown;
  clearBuffer(buffer: never, offset: number, size: number): unknown;
  finish(): unknown;
}

/** What a GPU can do at most, by name. */
export interface GpuLimits {
  readonly maxStorageBuffersPerShaderStage: number;
  readonly maxStorageBufferBindingSize: number;
  readonly maxUniformBufferBindingSize: number;
  readonly maxBufferSize: number;
  readonly maxComputeInvocationsPerWorkgroup: number;
  readonly maxComputeWorkgroupSizeX: number;
  readonly maxComputeWorkgroupsPerDimension: number;
}

/** What a GPU can do besides, by name. */
export interface GpuFeatures {
  has(name: string): boolean;
}

/** A GPU device. */
export interface GpuDevice {
  readonly limits: GpuLimits;
  readonly features?: GpuFeatures | undefined;
  readonly lost: Promise<{ readonly message: string; readonly reason: unknown }>;
  readonly queue: {
    submit(commands: never): unknown;
    writeBuffer(buffer: never, offset: number, data: never, dataOffset?: number, size?: number): unknown;
    onSubmittedWorkDone(): Promise<unknown>;
  };
  createBuffer(descriptor: { size: number; usage: number; label?: string }): GpuBuffer;
  createShaderModule(descriptor: { code: string; label?: string }): unknown;
  createBindGroupLayout(descriptor: never): unknown;
  createPipelineLayout(descriptor: never): unknown;
  createBindGroup(descriptor: never): unknown;
  createComputePipelineAsync(descriptor: never): Promise<unknown>;
  createCommandEncoder(): GpuEncoder;
  pushErrorScope(filter: "validation" | "out-of-memory" | "internal"): unknown;
  popErrorScope(): Promise<{ readonly message: string } | null>;
}

/** An adapter, from which a device is asked. */
export interface GpuAdapter {
  readonly limits: GpuLimits;
  readonly features?: GpuFeatures | undefined;
  requestDevice(descriptor?: {
    requiredLimits?: Record<string, number>;
    requiredFeatures?: "shader-f16"[];
  }): Promise<GpuDevice>;
}

/** What `navigator.gpu` is. */
export interface Gpu {
  requestAdapter(options?: { powerPreference?: "high-performance" }): Promise<GpuAdapter | null>;
}

/** A tensor on a GPU: so many bytes of a buffer from an offset on, multiples of 4; with the type of its elements where they have 16 bits. */
export interface GpuTensor {
  readonly buffer: GpuBuffer;
  readonly offset: number;
  readonly size: number;
  readonly dtype?: "float16" | "bfloat16" | undefined;
}

/** Bits of `GPUBufferUsage` and `GPUMapMode`, which Node has no globals for. */
export const usage = {
  mapRead: 0x1,
  copySource: 0x4,
  copyDestination: 0x8,
  uniform: 0x40,
  storage: 0x80,
} as const;

/** Whether a value is a GPU device, as far as can be seen. */
export const isGpuDevice = (value: unknown): value is GpuDevice =>
  typeof value === "object" &&
  value !== null &&
  typeof (value as GpuDevice).createComputePipelineAsync === "function" &&
  typeof (value as GpuDevice).queue?.submit === "function";
