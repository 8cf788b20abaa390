/** The system's C compiler: which one it is, and what it makes of a source. */
import { DeviceError } from "../../device.ts";
import { nodeModule } from "./node.ts";

/**
 * Every operation rounds as it is written: no contraction to fused multiply-adds, no fast-math. What is given up are the number of an
 * error and the flags of exceptions, which nothing reads, and which would keep roots and choices out of vectors.
 */
const flags = [
  ...["-std=c11", "-O3", "-fPIC", "-shared", "-pthread"],
  ...["-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"],
];

/** gcc makes branches of choices that share a condition, and no vectors then. */
const flagsOfGcc = ["-fno-thread-jumps"];

/** Vectors as long as the processor has them. Compilers stay at half of 512 bits by themselves, and kernels then take up to twice the time. */
const flagsOfX64 = ["-march=native", "-mprefer-vector-width=512"];

/** A compiler, with all that its code depends on. */
export interface Compiler {
  readonly command: string;
  readonly flags: readonly string[];
  /** The first line of its version, and the processor for which it compiles. */
  readonly version: string;
  readonly processor: string;
}

let found: Compiler | undefined;

/** The compiler `cc`. @throws DeviceError if there is none. */
export function compiler(): Compiler {
  found ??= find("cc");
  return found;
}

function find(command: string): Compiler {
  const { spawnSync } = nodeModule("node:child_process");
  const { stdout, error, status } = spawnSync(command, ["--version"], { encoding: "utf8" });
  if (error || status !== 0) {
    throw new DeviceError(
      `device "native" compiles C by "${command}", which is not installed; install gcc or clang (Debian: apt install build-essential, macOS: xcode-select --install) or use device "auto"`,
      { cause: error },
    );
  }
  const { process } = globalThis;
  const machine = process.arch === "x64" ? flagsOfX64 : ["-mcpu=native"];
  const version = stdout.split("\n")[0]!;
  const own = /clang/i.test(version) ? [] : flagsOfGcc;
  // Code stays where it is at the end of the process, when threads still sleep in it. Apple's linker has no such flag.
  const stays = process.platform === "darwin" ? [] : ["-Wl,-z,nodelete"];
  return {
    command,
    flags: [...flags, ...own, ...machine, ...stays],
    version,
    processor: processor(),
  };
}

/** The processor and what it can do: code for another would end the process. */
function processor(): string {
  const { arch, platform } = globalThis.process;
  const model = nodeModule("node:os").cpus()[0]?.model ?? "";
  return [platform, arch, model, ...features()].join(" ");
}

function features(): readonly string[] {
  try {
    const text = nodeModule("node:fs").readFileSync("/proc/cpuinfo", "utf8");
    return [...new Set(text.match(/^(flags|Features|CPU part|model|stepping)\s*:.*$/gm))];
  } catch {
    // Only Linux has that file. Elsewhere the name of the model says it.
    return [];
  }
}

/** Arguments that compile a source to a library. */
const argumentsFor = ({ flags }: Compiler, source: string, target: string): string[] => [
  ...[...flags, "-o", target, source, "-lm"],
];

/** Compiles a source to a library. @throws DeviceError with what the compiler says first. */
export async function compile(compiler: Compiler, source: string, target: string): Promise<void> {
  const { execFile } = nodeModule("node:child_process");
  await new Promise<void>((resolve, reject) => {
    execFile(compiler.command, argumentsFor(compiler, source, target), (error, _, said) =>
      error ? reject(failed(compiler, said, error)) : resolve(),
    );
  });
}

/** The same at once. */
export function compileNow(compiler: Compiler, source: string, target: string): void {
  const { spawnSync } = nodeModule("node:child_process");
  const { status, error, stderr } = spawnSync(compiler.command, argumentsFor(compiler, source, target), {
    encoding: "utf8",
  });
  if (error || status !== 0) throw failed(compiler, stderr, error);
}

function failed({ command, version }: Compiler, said: string, cause: Error | undefined): DeviceError {
  const lines = (said || String(cause)).trim().split("\n").slice(0, 4).join("\n");
  return new DeviceError(
    `"${command}" (${version}) does not compile a kernel; use device "auto". It says:\n${lines}`,
    { cause },
  );
}
