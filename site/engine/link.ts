/**
 * An experiment as the fragment of a link, and back. `1.` and JSON, deflated, in the letters that addresses may hold. Fields that have their
 * default are left out. A fragment never reaches a server. It is a stranger's input: everything is checked, and all sizes are bounded.
 */
import type { Experiment } from "./experiment.ts";
import { LinkError } from "./link-error.ts";
import { defaults, readExperiment } from "./read-experiment.ts";

/** What a link holds. */
export interface Linked {
  readonly experiment: Experiment;
  /** The digest of the race that its sender saw, to compare. */
  readonly digest: string | null;
}

const version = "1";
/** How long a link may be, and its content. */
const mostCharacters = 100_000;
const mostBytes = 1_000_000;

/**
 * The fragment of a link, without `#`.
 *
 * @throws LinkError where an experiment is too large for a link.
 */
export async function encodeLink(experiment: Experiment, digest: string | null): Promise<string> {
  const json = JSON.stringify({ ...(compact(experiment) as object), ...(digest && { digest }) });
  const bytes = new Uint8Array(
    await new Response(
      new Blob([json]).stream().pipeThrough(new CompressionStream("deflate-raw")),
    ).arrayBuffer(),
  );
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const encoded = btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  if (encoded.length > mostCharacters || json.length > mostBytes / 4)
    throw new LinkError(
      `this experiment makes a link of ${encoded.length} characters; at most ${mostCharacters} are opened: use a smaller table or list`,
    );
  return `${version}.${encoded}`;
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
  const [, found, encoded] = /^#?(\d{1,6})\.([\w-]*)$/.exec(fragment) ?? [];
  if (found === undefined || encoded === undefined)
    throw new LinkError("this is no link of the lab, or it was cut off or changed on its way");
  if (found !== version)
    throw new LinkError(
      `the link has format ${found}; this lab opens format ${version}: open it with the newest`,
    );
  if (encoded.length > mostCharacters)
    throw new LinkError(`the link has ${encoded.length} characters; at most ${mostCharacters} are opened`);
  const json = await inflated(bytesOf(encoded));
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw damaged();
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw damaged();
  const { digest = null, ...rest } = value as { digest?: unknown };
  if (digest !== null && !(typeof digest === "string" && /^[0-9a-f]{16}$/.test(digest)))
    throw new LinkError("digest must be 16 hexadecimal digits");
  return { experiment: readExperiment(rest), digest };
}

const damaged = (): LinkError => new LinkError("the link is damaged: it was cut off or changed on its way");

function bytesOf(encoded: string): Uint8Array<ArrayBuffer> {
  try {
    const binary = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    throw damaged();
  }
}

/** The text in it; what grows beyond all bounds is left. */
async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  let [text, length] = ["", 0];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      length += value.length;
      if (length > mostBytes) break;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    throw damaged();
  }
  await reader.cancel();
  throw new LinkError(`the link holds more than ${mostBytes} bytes`);
}
