/** Large files whose cells, rows or columns are as many as can be: bytes of about a given size. */
const build = (size: number, first: string, row: (index: number) => string): Uint8Array => {
  const bytes = new Uint8Array(size + 4096);
  const encoder = new TextEncoder();
  let length = encoder.encodeInto(first, bytes).written;
  for (let index = 0; length < size; index++)
    length += encoder.encodeInto(row(index), bytes.subarray(length)).written;
  return bytes.subarray(0, length);
};
const wide = (size: number): Uint8Array => {
  const columns = Math.floor(size / 12);
  const line = (cell: (index: number) => string) =>
    Array.from({ length: columns }, (_, index) => cell(index)).join(",");
  return new TextEncoder().encode(
    [
      line((index) => `c${index}`),
      line((index) => `${index % 10}`),
      line((index) => `${index % 7}`),
      "",
    ].join("\n"),
  );
};

export const kinds: Readonly<Record<string, (size: number) => Uint8Array>> = {
  numbers: (size) => build(size, "a,b,c,d,e\n", (i) => `${i / 7},${i / 3},${i * 1.1},${i},${Math.sqrt(i)}\n`),
  digits: (size) => build(size, "a,b,c,d,e,f,g,h\n", (i) => `1,2,3,4,5,6,7,${i % 10}\n`),
  quoted: (size) => build(size, '"a","b","c"\n', (i) => `"x${i % 7}","${i}","some text ${i % 1000}"\n`),
  names: (size) => build(size, "a,b\n", (i) => `name ${i},${i}\n`),
  empty: (size) => build(size, "a,b,c,d,e,f,g,h,i,j\n", () => ",,,,,,,,,\n"),
  lines: (size) => build(size, "a,b\n", () => "1,2\n"),
  blank: (size) => build(size, "a,b\n1,2\n", () => "\n"),
  comments: (size) => build(size, "", () => "#\n"),
  spaces: (size) => build(size, "a b\n", () => "1                            2\n"),
  quotes: (size) => build(size, "a,b\n", () => '"'),
  field: (size) => build(size, "a,b\n1,", () => "9"),
  wide,
};
