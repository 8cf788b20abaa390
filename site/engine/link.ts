/**
 * An experiment as the fragment of a link, and back. Fields that have their default are left out. It is a stranger's input: everything is
 * checked, and all sizes are bounded.
 */
import type { Experiment } from "./experiment.ts";
import { LinkError } from "./link-error.ts";
import { packed, unpacked } from "./packed.ts";
import { defaults, readExperiment } from "./read-experiment.ts";

/** What a link holds. */
export interface Linked {
  readonly experiment: Experiment;
  /** The digest of the race that its sender saw, to compare. */
  readonly digest: string | null;
}

/**
 * The fragment of a link, without `#`.
 *
 * @throws LinkError where an experiment is too large for a link.
 */
export async function encodeLink(experiment: Experiment, digest: string | null): Promise<string> {
  return packed({ ...(compact(experiment) as object), ...(digest && { digest }) }, "this experiment");
}

/** Without the fields that have their default. */
function compact(value: unknown): unknown {
  if (value === Infinity || value === -Infinity) return String(value);
  if (Array.isArray(value)) return value.map(compact);
  if (typeof value !== "object" || value === null) return value;
  const isDefault = (name: string, given: unknown) =>
    Object.hasOwn(defaults, name) &&
    JSON.stringify(given) === JSON.stringify(defaults[name as keyof typeof defaults]);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, given]) =>
      isDefault(name, given) ? [] : [[name, compact(given)]],
    ),
  );
}

/**
 * Opens the fragment of a link, with or without `#`.
 *
 * @throws LinkError, in words for the one who opens it.
 */
export async function decodeLink(fragment: string): Promise<Linked> {
  const value = await unpacked(fragment, "lab");
  const { digest = null, ...rest } = value;
  if (digest !== null && !(typeof digest === "string" && /^[0-9a-f]{16}$/.test(digest)))
    throw new LinkError("digest must be 16 hexadecimal digits");
  return { experiment: readExperiment(rest), digest };
}
