/**
 * MPI's library, called by koffi, an optional peer: loaded and bound here, and nowhere else. Every call takes memory where it lies. It
 * checks nothing; `world.ts` does. Reference: MPI: A Message-Passing Interface Standard, versions 3.1 and 5.0, https://www.mpi-forum.org/docs.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Abi, abiOf, type HandleName } from "./abi.ts";
import { libraryFiles } from "./launcher.ts";
import { MpiError } from "./mpi-error.ts";

/** A function of C. `async` calls it on another thread. */
export interface NativeFunction {
  (...args: readonly unknown[]): number;
  async(...args: readonly unknown[]): void;
}

interface Loaded {
  func(declaration: string): NativeFunction;
  symbol(name: string): unknown;
}

interface Koffi {
  load(path: string): Loaded;
  address(of: unknown): bigint;
  config(): { readonly async_stack_size: number };
  config(settings: { readonly async_stack_size: number }): unknown;
}

/** The functions that are called, by MPI's names without the prefix. */
export type FunctionName = keyof typeof declarations;

/** `H` stands for the type of a handle. A buffer that may be left in place is an address. */
const declarations = {
  Init_thread: "int *count, char ***values, int required, int *provided",
  Comm_rank: "H comm, int *rank",
  Comm_size: "H comm, int *size",
  Comm_set_errhandler: "H comm, H handler",
  Error_string: "int code, void *text, int *length",
  Allreduce: "intptr_t from, void *into, int count, H type, H op, H comm",
  Reduce_scatter: "void *from, void *into, int *counts, H type, H op, H comm",
  Allgatherv: "intptr_t from, int count, H type, void *into, int *counts, int *starts, H into_type, H comm",
  Alltoallv:
    "void *from, int *counts, int *starts, H type, void *into, int *into_counts, int *into_starts, H into_type, H comm",
  Bcast: "void *values, int count, H type, int root, H comm",
  Barrier: "H comm",
  Abort: "H comm, int code",
  Finalize: "",
} as const;

/** A library that is loaded. */
export interface Library {
  /** What it says it is, in a line. */
  readonly version: string;
  readonly abi: Abi;
  readonly handles: Readonly<Record<HandleName, bigint | number>>;
  readonly functions: Readonly<Record<FunctionName, NativeFunction>>;
}

/** Bytes of the stack of a call on another thread. */
const asyncStack = 1 << 20;

/** Bytes of text that a library may write. MPI's limit is 8192. */
const longestText = 8192;

/** The text that a call writes. */
export function textOf(call: (bytes: Uint8Array, length: Int32Array) => unknown): string {
  const bytes = new Uint8Array(longestText);
  const length = new Int32Array(1);
  call(bytes, length);
  return new TextDecoder().decode(bytes.subarray(0, length[0])).replace(/\0.*$/s, "");
}

const isMissing = (cause: unknown): boolean => (cause as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND";

/** The package, beside the library or in the working folder. @throws MpiError */
function koffi(): Koffi {
  try {
    try {
      return createRequire(import.meta.url)("koffi") as Koffi;
    } catch (cause) {
      if (!isMissing(cause)) throw cause;
      return createRequire(join(process.cwd(), "any.js"))("koffi") as Koffi;
    }
  } catch (cause) {
    const problem = isMissing(cause) ? "which is not installed" : `which fails: ${(cause as Error).message}`;
    throw new MpiError("missing", `MPI is called by the package koffi, ${problem}; run "npm install koffi"`, {
      cause,
    });
  }
}

/**
 * Loads a library of MPI.
 *
 * @param file - its file; without it the launcher's, or the first that is there.
 * @throws MpiError if there is none.
 */
export function loadLibrary(file: string | undefined): Library {
  const ffi = koffi();
  // Collectives need more than what koffi gives threads by itself. The device native asks for it too, since nothing can be changed later.
  try {
    if (ffi.config().async_stack_size < asyncStack) ffi.config({ async_stack_size: asyncStack });
  } catch (cause) {
    throw new MpiError(
      "missing",
      `MPI's collectives need ${asyncStack} bytes of stack for calls of koffi, which cannot be set once it has loaded a library; call connect() before, or koffi.config({ async_stack_size: ${asyncStack} }) first of all`,
      { cause },
    );
  }
  // MPICH's transport would take the engine's handler of faults away, by which traps of WebAssembly become errors.
  process.env.UCX_ERROR_SIGNALS ??= "";
  // It would also rewrite the C library's functions for memory while the engine's threads execute them: about one job in forty died of it.
  process.env.UCX_MEM_EVENTS ??= "n";
  const files = file === undefined ? libraryFiles(process.env) : [file];
  const problems: string[] = [];
  for (const name of files) {
    try {
      return bound(ffi, name, ffi.load(name));
    } catch (cause) {
      if (cause instanceof MpiError) throw cause;
      problems.push(`${name}: ${(cause as Error).message}`);
    }
  }
  throw new MpiError(
    "missing",
    `no library of MPI can be loaded (${problems.join("; ")}); install one, on Debian and Ubuntu by "apt install openmpi-bin", or name its file by connect({ library })`,
  );
}

function bound(ffi: Koffi, file: string, loaded: Loaded): Library {
  const versionOf = loaded.func("int MPI_Get_library_version(void *text, int *length)");
  const version = textOf(versionOf).split("\n")[0]!.trim();
  const abi = abiOf(file, version);
  const handles = Object.entries(abi.handles).map(([name, value]) => [
    name,
    typeof value === "number" ? value : ffi.address(loaded.symbol(value)),
  ]);
  const functions = Object.entries(declarations).map(([name, args]) => [
    name,
    loaded.func(`int MPI_${name}(${args.replace(/\bH\b/g, abi.handle)})`),
  ]);
  return {
    version,
    abi,
    handles: Object.fromEntries(handles) as Library["handles"],
    functions: Object.fromEntries(functions) as Library["functions"],
  };
}
