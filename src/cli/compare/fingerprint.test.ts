/** The digest of data: of every value, and of nothing but values. */
import { describe, expect, it } from "vitest";
import { type Dataset, type LabelledExamples, parseFrame } from "../../train/index.ts";
import { fingerprintOf } from "./fingerprint.ts";

const digestOf = (text: string) =>
  fingerprintOf(parseFrame(text, { name: "a", origin: "b" }), { model: "linear" });

/** 2500 examples, one value of which can be changed. */
const dataset = (changed = -1): Dataset<LabelledExamples> => ({
  count: 2500,
  batch: (indices) => ({
    x: {
      data: Float32Array.from(indices, (index) => (index === changed ? 0.5 : index)),
      shape: [indices.length, 1],
    },
    y: { data: new Int32Array(indices.length), shape: [indices.length] },
  }),
});

describe("the fingerprint of data", () => {
  it("differs where any cell or heading of a table does", () => {
    const rows = Array.from(
      { length: 40 },
      (_, row) => `${row},${row % 2 ? "Leeds" : "York"},2020-01-0${1 + (row % 9)}`,
    );
    const text = ["n,town,day", ...rows].join("\n");
    const others = [
      text.replace("39,Leeds", "38,Leeds"),
      text.replace("7,Leeds", "7,York"),
      text.replaceAll("York", "Ely"),
      text.replace("2020-01-04", "2020-01-05"),
      text.replace("town", "city"),
    ];
    expect(new Set([text, ...others].map(digestOf)).size).toBe(6);
    expect(digestOf(text.replaceAll("\n", "\r\n"))).toBe(digestOf(text));
  });

  it("differs where any example of a data set does", () => {
    const digests = [-1, 0, 999, 1000, 2499].map((changed) => fingerprintOf([dataset(changed)], {}));
    expect(new Set(digests).size).toBe(5);
    expect(fingerprintOf([dataset()], {})).toBe(digests[0]);
    expect(fingerprintOf([dataset(), dataset()], {})).not.toBe(digests[0]);
    expect(fingerprintOf([dataset()], { model: "softmax" })).not.toBe(digests[0]);
  });
});
