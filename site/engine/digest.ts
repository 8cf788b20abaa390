/**
 * A digest of numbers: SHA-256 in plain JavaScript, since `crypto.subtle` is missing where a page comes over http.
 *
 * The digest of a race is that of the digests of all contestants that are shown, in their order. A contestant's is that of its losses, and
 * of its points: the parameters after each step where there are one or two, else those after the last step of its track. It is the first seed's.
 * Names, colours and the order of messages do not count.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** Takes numbers in, gives the digest of all of them in the end. */
export class Digest {
  readonly #hash = sha256.create();

  /** Takes in the bits of numbers, little-endian; every NaN counts as one. */
  add(values: Float64Array): this {
    const view = new DataView(new ArrayBuffer(values.length * 8));
    values.forEach((value, index) => {
      if (Number.isNaN(value)) view.setBigUint64(index * 8, 0x7ff8000000000000n, true);
      else view.setFloat64(index * 8, value, true);
    });
    this.#hash.update(new Uint8Array(view.buffer));
    return this;
  }

  /** Takes in the bytes of other digests. */
  join(others: Iterable<Digest>): this {
    for (const { bytes } of others) this.#hash.update(bytes);
    return this;
  }

  /** All bytes. */
  get bytes(): Uint8Array {
    return this.#hash.clone().digest();
  }

  /** The first 16 hexadecimal digits. */
  read(): string {
    return bytesToHex(this.bytes).slice(0, 16);
  }
}
