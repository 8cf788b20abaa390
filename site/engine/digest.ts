/**
 * A digest of numbers: SHA-256 of their bits, by the engine, and in plain JavaScript where it has none, as in a page that comes over http.
 *
 * The digest of a race is that of the digests of all contestants that are shown, in their order. A contestant's is that of its losses, and
 * of its points: the parameters after each step where there are one or two, else those after the last step of its track. It is the first seed's.
 * Names, colours and the order of messages do not count.
 */

/** SHA-256 of bytes. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { subtle } = globalThis.crypto as { subtle?: SubtleCrypto };
  if (subtle) return new Uint8Array(await subtle.digest("SHA-256", bytes));
  const { sha256: hash } = await import("@noble/hashes/sha2.js");
  return Uint8Array.from(hash(bytes));
}

/** Bytes one after the other. */
function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Takes numbers in, gives the digest of all of them in the end. */
export class Digest {
  readonly #parts: Uint8Array[] = [];

  /** Takes in the bits of numbers, little-endian; every NaN counts as one. */
  add(values: Float64Array): this {
    const view = new DataView(new ArrayBuffer(values.length * 8));
    values.forEach((value, index) => {
      if (Number.isNaN(value)) view.setBigUint64(index * 8, 0x7ff8000000000000n, true);
      else view.setFloat64(index * 8, value, true);
    });
    this.#parts.push(new Uint8Array(view.buffer));
    return this;
  }

  /** All 32 bytes. */
  bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return sha256(joined(this.#parts));
  }
}

/** The digest of others: the first 16 hexadecimal digits of that of their bytes; each of these is of several. */
export async function digestOf(all: readonly (readonly Digest[])[]): Promise<string> {
  const each = all.map(async (some) =>
    sha256(joined(await Promise.all(some.map((digest) => digest.bytes())))),
  );
  const bytes = await sha256(joined(await Promise.all(each)));
  return Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
