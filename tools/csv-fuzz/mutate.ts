/** Damages delimited texts at random: bytes, lines, quotes, delimiters, zeros, huge cells, many headings. Seeded. */
import { type Random, random } from "../../src/train/random.ts";

const encoder = new TextEncoder();

/** Whole files to begin with. */
const seeds: readonly string[] = [
  "a,b,c\n1,2,3\n4,5,6\n7,8,9\n",
  "town;rooms;price\nLeeds;3;1.234,5\nYork;4;2,5\nLeeds;;3,5\nYork;2;4,5\n",
  'name,"when, where",x\n"a ""b""",2020-01-01,1\n"c\nd",2020-02-01,2\n',
  "# a comment\n# x y\n1 2\n3 4\n5 6\n",
  "date\tvalue\r\n31/12/2020\t1\r\n1/1/2021\tNA\r\n2/1/2021\t3\r\n",
  "x|y|z\n1|a|true\n2|b|false\n3|a|true\n4|b|\n",
  "sep=;\r\nu;v\r\n1;2\r\n3;4\r\n",
];
const pieces = [
  '"',
  '""',
  ",",
  ";",
  "\t",
  "|",
  "\n",
  "\r",
  "\r\n",
  "#",
  "\ufeff",
  "-",
  "1e999",
  "NaN",
  "😀",
  " ",
  "=",
  "'",
  "\u0001",
  "sep=,",
  "1,234",
];

/** One change of a file. */
const changes: readonly ((bytes: Uint8Array, next: Random) => Uint8Array)[] = [
  (bytes, next) => bytes.map((byte) => (next.uniform() < 0.02 ? next.integer(256) : byte)),
  (bytes, next) => bytes.map((byte) => (next.uniform() < 0.02 ? byte ^ (1 << next.integer(8)) : byte)),
  (bytes, next) => bytes.subarray(0, next.integer(bytes.length + 1)),
  (bytes, next) => bytes.subarray(next.integer(bytes.length + 1)),
  (bytes, next) => insert(bytes, next, encoder.encode(pieces[next.integer(pieces.length)]!)),
  (bytes, next) => insert(bytes, next, new Uint8Array(1 + next.integer(4))),
  (bytes, next) =>
    insert(bytes, next, encoder.encode(pieces[next.integer(pieces.length)]!.repeat(1 + next.integer(2000)))),
  (bytes, next) => insert(bytes, next, bytes.subarray(next.integer(bytes.length + 1))),
  (bytes, next) => onText(bytes, (text) => duplicated(text.split("\n"), next).join("\n")),
  (bytes, next) => {
    const marks = [",", ";", "\t", "|", " "];
    const [from, to] = [marks[next.integer(5)]!, marks[next.integer(5)]!];
    return onText(bytes, (text) => text.replaceAll(from, (mark) => (next.uniform() < 0.7 ? to : mark)));
  },
  (bytes, next) =>
    onText(bytes, (text) => text.replace(/\n/g, () => ["\n", "\r\n", "\r", "\n\n"][next.integer(4)]!)),
  (bytes, next) => onText(bytes, (text) => `${"title of the file\n".repeat(next.integer(40))}${text}`),
  (bytes, next) => {
    const columns = next.integer(300);
    return onText(
      bytes,
      (text) => `${Array.from({ length: columns }, (_, index) => `h${index}`).join(",")}\n${text}`,
    );
  },
  (bytes, next) => {
    const text = `\ufeff${new TextDecoder().decode(bytes)}`;
    const wide = new Uint8Array(Uint16Array.from(text, (_, index) => text.charCodeAt(index)).buffer);
    return next.uniform() < 0.5 ? wide : wide.subarray(0, wide.length - 1);
  },
];

const onText = (bytes: Uint8Array, change: (text: string) => string): Uint8Array =>
  encoder.encode(change(new TextDecoder().decode(bytes)));

function insert(bytes: Uint8Array, next: Random, piece: Uint8Array): Uint8Array {
  const at = next.integer(bytes.length + 1);
  const all = new Uint8Array(bytes.length + piece.length);
  all.set(bytes.subarray(0, at));
  all.set(piece, at);
  all.set(bytes.subarray(at), at + piece.length);
  return all;
}

const duplicated = (lines: readonly string[], next: Random): string[] =>
  lines.flatMap((line) => (next.uniform() < 0.3 ? Array<string>(1 + next.integer(4)).fill(line) : line));

/** A damaged file: the same for the same number. */
export function damagedFile(number: number): Uint8Array {
  const next = random(number);
  let bytes: Uint8Array = encoder.encode(seeds[next.integer(seeds.length)]!);
  for (let times = 1 + next.integer(4); times > 0; times--)
    bytes = changes[next.integer(changes.length)]!(bytes, next);
  return bytes;
}
