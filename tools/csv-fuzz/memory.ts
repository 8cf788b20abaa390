/** One file of a kind in a process of its own: prints its size, what was read, the seconds, and the peak of memory in multiples of the file. */
import { parseFrame } from "../../src/train/data/parse-frame.ts";
import { kinds } from "./files.ts";

const [kind = "", megabytes = "20"] = process.argv.slice(2);
const bytes = kinds[kind]!(Number(megabytes) * 1e6);
parseFrame("a,b\n1,2\n3,4", { name: "first", origin: "" });
const before = process.resourceUsage().maxRSS * 1024;
const start = performance.now();
let result: string;
try {
  const { rows, columns } = parseFrame(bytes, { name: kind, origin: "" });
  result = `${rows} rows, ${columns.length} columns`;
} catch (error) {
  const { name, message } = error as Error;
  result = `${name}: ${message.slice(0, 80)}`;
}
const peak = (process.resourceUsage().maxRSS * 1024 - before) / bytes.length;
const seconds = ((performance.now() - start) / 1000).toFixed(1);
console.log(
  `${kind}: ${(bytes.length / 1e6).toFixed(0)} MB, ${result}, ${seconds} s, ${peak.toFixed(1)} times the file`,
);
