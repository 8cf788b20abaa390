/**
 * Bytes of a text file as text: UTF-8, UTF-16 where a byte order mark says so, Windows-1252 where it is not UTF-8. It does not
 * interpret the text. Unicode 15.0, 23.8 (byte order mark); WHATWG Encoding.
 */
import { DataError } from "./data-error.ts";

/** A text, and a note if it was not plain UTF-8. */
export interface Decoded {
  readonly text: string;
  readonly note?: string;
}

/** @throws DataError (`format`) for data that is not text: a byte 0, or in UTF-16 a character 0. */
export function decode(bytes: Uint8Array, name: string): Decoded {
  const refuse = (reason: string) => new DataError("format", `${name}: ${reason}`);
  const notText = (what: string) =>
    refuse(`not a text: ${what}; save it as CSV in UTF-8, or in UTF-16 with a byte order mark`);
  const little = bytes[0] === 0xff && bytes[1] === 0xfe;
  if (little || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    const text = new TextDecoder(little ? "utf-16le" : "utf-16be").decode(bytes);
    // So UTF-32 begins too.
    const zero = text.indexOf("\0");
    if (zero >= 0) throw notText(`character ${zero} of its UTF-16 is 0`);
    return { text };
  }
  const zero = bytes.indexOf(0);
  if (zero >= 0) throw notText(`byte ${zero} is 0`);
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw refuse(`too large to be read at once (${bytes.length} bytes)`);
    return { text: new TextDecoder("windows-1252").decode(bytes), note: "not UTF-8; read as Windows-1252" };
  }
}
