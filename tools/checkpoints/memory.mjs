/**
 * Hostile files, and what reading one takes in a process of its own, for `hostile.test.ts`: `memory.mjs` lists the kinds, `memory.mjs KIND FILE`
 * writes one, `node --expose-gc memory.mjs FILE` reads it and prints the growth of the process's largest memory meanwhile, and what became of it.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { decode } from "glissade/checkpoint";

const size = 16e6;

/** A file from the text of its header. */
function fileOf(text, dataLength = 0) {
  const header = Buffer.from(text);
  const file = Buffer.alloc(8 + header.length + dataLength);
  file.writeBigUInt64LE(BigInt(header.length));
  header.copy(file, 8);
  return file;
}

/** The text of so many entries that they have about `size` characters. */
function entries(of) {
  const all = [];
  for (let length = 0; length < size; length += all.at(-1).length + 1) all.push(of(all.length));
  return all;
}

const facts = {
  format: "glissade checkpoint",
  version: "1",
  optimizer: "[]",
  count: "0",
  skipped: "0",
  pending: "0",
};
const rest = { hyper: "{}", powers: "{}", counts: "null", frozen: "[]", silent: "[]", score: "null" };
const metadata = (extra) => `"__metadata__":${JSON.stringify({ ...facts, ...rest, extra })}`;
const withExtra = (extra) =>
  fileOf(`{${metadata(extra)},"params/x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4);

function tensors() {
  const all = entries(
    (at) => `"params/${at}":{"dtype":"F32","shape":[],"data_offsets":[${at * 4},${at * 4 + 4}]}`,
  );
  return fileOf(`{${metadata("null")},${all.join()}}`, all.length * 4);
}

const kinds = {
  "one large tensor": () =>
    fileOf(
      `{${metadata("null")},"params/x":{"dtype":"F32","shape":[${size / 4}],"data_offsets":[0,${size}]}}`,
      size,
    ),
  "a name without end": () => fileOf(`{"${"a".repeat(size)}`),
  "a name of wide characters": () => fileOf(`{"${"é\u{10000}".repeat(size / 6)}":`),
  "escaped characters": () => fileOf(`{"__metadata__":{"format":"${"\\u00e9".repeat(size / 6)}"}}`),
  "open brackets": () => withExtra("[".repeat(size)),
  "many texts": () => fileOf(`{"__metadata__":{${entries((at) => `"${at}":""`)}}}`),
  "many axes": () => fileOf(`{"x":{"shape":[${"1,".repeat(size / 2)}1]}}`),
  "lists in extra": () => withExtra(`{"a":[${"[],".repeat(size / 3)}1]}`),
  "numbers in extra": () => withExtra(`{"a":[${"1,".repeat(size / 2)}1]}`),
  "tensors of one element": tensors,
};

const [first, path] = process.argv.slice(2);
if (!first) console.log(JSON.stringify(Object.keys(kinds)));
else if (path) writeFileSync(path, kinds[first]());
else {
  const file = readFileSync(first);
  globalThis.gc();
  const before = process.resourceUsage().maxRSS;
  let outcome = "read";
  try {
    decode(file);
  } catch (error) {
    outcome = `${error.name} ${error.code}`;
  }
  const growth = (process.resourceUsage().maxRSS - before) * 1024;
  console.log(JSON.stringify({ length: file.length, growth, outcome }));
}
