/** A GPU device around another, with limits and a compiler of its own, that counts what is called. */
import type { GpuDevice } from "../../src/index.ts";

/** How it differs. */
interface Changes {
  /** Limits below those of the device. What binds more than they allow is an error here, as it is on a device that has them. */
  readonly limits?: Partial<GpuDevice["limits"]>;
  /** Features besides those of the device. */
  readonly features?: readonly string[];
  /** What a compiler makes of WGSL. */
  readonly compile?: (code: string) => string;
  /** Calls by name, counted. */
  readonly calls?: Map<string, number>;
}

/** Looks at the storage that a bind group binds. */
function checkBound(descriptor: unknown, limits: GpuDevice["limits"]): void {
  const { entries } = descriptor as {
    entries: { resource: { buffer: { label: string; size: number }; offset?: number; size?: number } }[];
  };
  const storage = entries.filter(({ resource: { buffer } }) => !/^(h|c|probe|words .*)$/.test(buffer.label));
  if (storage.length > limits.maxStorageBuffersPerShaderStage)
    throw new Error(`${storage.length} storage buffers are bound`);
  for (const { resource } of storage) {
    const bytes = resource.size ?? resource.buffer.size - (resource.offset ?? 0);
    if (bytes > limits.maxStorageBufferBindingSize)
      throw new Error(`${bytes} bytes of "${resource.buffer.label}" are bound at once`);
  }
}

/** The object with its calls counted, but for members that are replaced. */
function counted<T extends object>(
  target: T,
  calls: Map<string, number>,
  replaced: Readonly<Record<string, unknown>>,
): T {
  return new Proxy(target, {
    get(_, name: string) {
      if (name in replaced) return replaced[name];
      const value = (target as Record<string, unknown>)[name];
      if (typeof value !== "function") return value;
      return (...given: unknown[]) => {
        calls.set(name, (calls.get(name) ?? 0) + 1);
        return value.apply(target, given);
      };
    },
  });
}

/** Makes one. */
export function wrapped(device: GpuDevice, changes: Changes): GpuDevice {
  const { compile = (code: string) => code, calls = new Map<string, number>() } = changes;
  const names = [
    "maxStorageBuffersPerShaderStage",
    "maxStorageBufferBindingSize",
    "maxUniformBufferBindingSize",
    "maxBufferSize",
    "maxComputeInvocationsPerWorkgroup",
    "maxComputeWorkgroupSizeX",
    "maxComputeWorkgroupsPerDimension",
  ] as const;
  const own = Object.fromEntries(names.map((name) => [name, device.limits[name]]));
  const limits = { ...own, ...changes.limits } as GpuDevice["limits"];
  const count = (name: string) => calls.set(name, (calls.get(name) ?? 0) + 1);
  const has = (name: string) =>
    changes.features?.includes(name) === true || device.features?.has(name) === true;
  return counted(device, calls, {
    limits,
    features: { has },
    queue: counted(device.queue, calls, {}),
    createBindGroup: (descriptor: never) => {
      count("createBindGroup");
      checkBound(descriptor, limits);
      return device.createBindGroup(descriptor);
    },
    createShaderModule: (descriptor: { code: string }) => {
      count("createShaderModule");
      return device.createShaderModule({ ...descriptor, code: compile(descriptor.code) });
    },
    createCommandEncoder: () => {
      count("createCommandEncoder");
      const encoder = device.createCommandEncoder();
      return counted(encoder, calls, {
        beginComputePass: () => {
          count("beginComputePass");
          return counted(encoder.beginComputePass(), calls, {});
        },
      });
    },
  });
}

/** What a compiler may make of `(a + b) - a` where it sees all of it: `b`. Low words are lost then. */
export function combining(code: string): string {
  const opaque = /fn opaque1?\(x: \w+\) -> \w+ \{\n {2}return x;/;
  return opaque.test(code) ? code.replace(/let part = opaque1?\(sum - a\);/g, "let part = b;") : code;
}

/** Float16 where the device has none: what is rounded to it is rounded by what packs numbers. */
export function emulating(code: string): string {
  if (!code.startsWith("enable f16;\n")) return code;
  return code
    .replace(
      "enable f16;\n",
      `fn toHalf(x: f32) -> f32 { return unpack2x16float(pack2x16float(vec2f(x, 0f))).x; }
fn toHalves(x: vec4f) -> vec4f { return vec4f(toHalf(x.x), toHalf(x.y), toHalf(x.z), toHalf(x.w)); }
`,
    )
    .replaceAll("f16(", "toHalf(")
    .replaceAll("vec4h", "vec4f")
    .replace(/(sum\d) \+= (.*);/g, "$1 = toHalves($1 + toHalves($2));");
}

/** Names of counted calls that make or read something, or wait. */
export const madeIn = (calls: ReadonlyMap<string, number>): string[] =>
  [...calls.keys()].filter((name) => /^create|^copy|map|push|pop|Done/i.test(name));

/** A device that knows which of the buffers that it has made are not destroyed. */
export function counting(device: GpuDevice): {
  readonly device: GpuDevice;
  readonly alive: ReadonlySet<unknown>;
} {
  const alive = new Set<unknown>();
  const createBuffer: GpuDevice["createBuffer"] = (descriptor) => {
    const buffer = device.createBuffer(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    alive.add(buffer);
    buffer.destroy = () => {
      alive.delete(buffer);
      destroy();
    };
    return buffer;
  };
  return { device: counted(device, new Map(), { createBuffer, limits: device.limits }), alive };
}
