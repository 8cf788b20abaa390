/** A digest of numbers: SHA-256 in plain JavaScript, since `crypto.subtle` is missing where a page comes over http. */
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

  /** The first 16 hexadecimal digits. */
  read(): string {
    return bytesToHex(this.#hash.digest()).slice(0, 16);
  }
}
