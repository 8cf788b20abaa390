/**
 * Compiled kernels on disk, by what they are made from: source, flags, compiler, processor. The folder must be the user's own, so
 * that nobody else can put code there; the name of a file ends in the hash of its content, and a file that was altered is compiled anew.
 */
import { DeviceError } from "../../device.ts";
import { type Compiler, compile, compileNow } from "./compiler.ts";
import { codeFolder } from "./folder.ts";
import { nodeModule } from "./node.ts";

const hashOf = (content: string | Uint8Array): string =>
  nodeModule("node:crypto").createHash("sha256").update(content).digest("hex");

/** The folder, made if it is missing. @throws DeviceError if others could write or read there. */
function ownFolder(): string {
  const { mkdirSync, lstatSync } = nodeModule("node:fs");
  const folder = codeFolder();
  const unusable = (why: string, cause?: unknown) =>
    new DeviceError(
      `device "native" keeps compiled code in ${folder}, which ${why}; set XDG_CACHE_HOME to another folder, or use device "auto"`,
      { cause },
    );
  const user = globalThis.process.getuid?.();
  if (user === undefined) throw unusable("has no owner on this system");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw unusable(`cannot be made: ${(cause as Error).message}`, cause);
  }
  const found = lstatSync(folder);
  const { uid, mode } = found;
  if (!found.isDirectory()) throw unusable("is not a folder");
  if (uid !== user) throw unusable(`belongs to the user ${uid}, not to you (${user})`);
  if (mode & 0o077) {
    const octal = (mode & 0o777).toString(8);
    throw unusable(`others may use: its mode is ${octal}, it must be 700 (chmod 700 ${folder})`);
  }
  return folder;
}

/** Where a compiled source is kept. */
class Place {
  readonly #folder = ownFolder();
  readonly #key: string;
  readonly #begun: string;

  constructor(text: string, { flags, version, processor }: Compiler) {
    this.#key = hashOf([text, flags.join(" "), version, processor].join("\0"));
    this.#begun = this.#at(nodeModule("node:crypto").randomUUID());
  }

  /** The compiled file, if there is one and nobody has changed it. Others of that name are removed. */
  find(): string | undefined {
    const { readdirSync, rmSync } = nodeModule("node:fs");
    for (const name of readdirSync(this.#folder)) {
      if (!name.startsWith(`${this.#key}-`)) continue;
      const path = this.#at(name);
      if (this.#nameOf(path) === name) return path;
      rmSync(path);
    }
    return undefined;
  }

  /** Files to compile from and to, which nobody else uses. */
  get source(): string {
    return `${this.#begun}.c`;
  }

  get target(): string {
    return `${this.#begun}.so`;
  }

  /** Gives the compiled file its name, at once and whole. */
  keep(): string {
    const path = this.#at(this.#nameOf(this.target));
    nodeModule("node:fs").renameSync(this.target, path);
    return path;
  }

  #at(name: string): string {
    return nodeModule("node:path").join(this.#folder, name);
  }

  #nameOf(path: string): string {
    return `${this.#key}-${hashOf(nodeModule("node:fs").readFileSync(path))}.so`;
  }
}

/** The path of a compiled source; compiles it if it is not there yet. @throws DeviceError as the compiler, and for an unsafe folder. */
export async function built(text: string, by: Compiler): Promise<string> {
  const place = new Place(text, by);
  const { rmSync, writeFileSync } = nodeModule("node:fs");
  const found = place.find();
  if (found) return found;
  try {
    writeFileSync(place.source, text, { flag: "wx", mode: 0o600 });
    await compile(by, place.source, place.target);
    return place.keep();
  } finally {
    rmSync(place.source, { force: true });
  }
}

/** The same at once. */
export function builtNow(text: string, by: Compiler): string {
  const place = new Place(text, by);
  const { rmSync, writeFileSync } = nodeModule("node:fs");
  const found = place.find();
  if (found) return found;
  try {
    writeFileSync(place.source, text, { flag: "wx", mode: 0o600 });
    compileNow(by, place.source, place.target);
    return place.keep();
  } finally {
    rmSync(place.source, { force: true });
  }
}

/** The path of a source that is compiled already, undefined for any other. @throws DeviceError for an unsafe folder. */
export const findBuilt = (text: string, by: Compiler): string | undefined => new Place(text, by).find();
