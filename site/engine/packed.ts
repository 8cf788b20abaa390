/**
 * Plain data as the fragment of a link, and back: a version, a dot, and JSON, deflated, in the letters that addresses may hold. A fragment never
 * reaches a server. It is a stranger's input: sizes are bounded, and whoever unpacks one checks what is in it.
 */
import { LinkError } from "./link-error.ts";

const version = "1";
/** How long a link may be, and its content. */
const mostCharacters = 100_000;
const mostBytes = 1_000_000;

/**
 * The fragment, without `#`.
 *
 * @param what - what the data are, for messages: `this experiment`.
 * @throws LinkError for what is too large for a link.
 */
export async function packed(value: object, what: string): Promise<string> {
  const json = JSON.stringify(value);
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
      `${what} makes a link of ${encoded.length} characters; at most ${mostCharacters} are opened: use a smaller table or list`,
    );
  return `${version}.${encoded}`;
}

/**
 * What a fragment holds, with or without `#`.
 *
 * @param page - the page whose links these are, for messages: `lab`.
 * @throws LinkError, in words for the one who opens it.
 */
export async function unpacked(fragment: string, page: string): Promise<Record<string, unknown>> {
  const [, found, encoded] = /^#?(\d{1,6})\.([\w-]*)$/.exec(fragment) ?? [];
  if (found === undefined || encoded === undefined)
    throw new LinkError(`this is no link of the ${page}, or it was cut off or changed on its way`);
  if (found !== version)
    throw new LinkError(
      `the link has format ${found}; this ${page} opens format ${version}: open it with the newest`,
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
  return value as Record<string, unknown>;
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
