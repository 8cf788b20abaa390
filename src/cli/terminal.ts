/**
 * Where a command writes: two streams, and whether they are a terminal.
 * The process is one; tests bring their own.
 */
import pc from "picocolors";

/** A stream of text, a terminal of so many columns where `isTTY`. */
export interface Sink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Where results (`stdout`) and everything about them (`stderr`) go. */
export interface Terminal {
  readonly stdout: Sink;
  readonly stderr: Sink;
}

/** Characters that move a cursor, hide text or change its direction. */
const controls = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** A name that came from outside, as it may be written to a terminal: `\u001b` in place of the character. */
export const printable = (text: string): string =>
  text.replace(controls, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Colours for a stream: none unless it is a terminal that wants them (NO_COLOR, TERM=dumb). */
export const colorsFor = (sink: Sink) => pc.createColors(sink.isTTY === true && pc.isColorSupported);
