/** Reads delimited texts for the tests of the reader of tables. */
import { expect } from "vitest";
import { DataError } from "../src/train/data/data-error.ts";
import { parseTable, type TableOptions } from "../src/train/data/table.ts";

/** How a text is read. */
export type Given = Partial<Omit<TableOptions, "name" | "origin">>;

/** Reads a text. */
export const read = (text: string | Uint8Array, options: Given = {}) =>
  parseTable(text, { name: "test", origin: "made up", ...options });

/** A text of lines. */
export const lines = (...rows: string[]) => `${rows.join("\n")}\n`;

/** Columns with their values. */
export const columnsOf = (text: string | Uint8Array, options?: Given) => {
  const { columns, values } = read(text, options);
  return Object.fromEntries(
    columns.map((name, j) => [name, [...values].filter((_, at) => at % columns.length === j)]),
  );
};

/** The bytes of a text in UTF-16. */
export const utf16 = (text: string, big: boolean) => {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return new Uint8Array(big ? bytes.swap16() : bytes);
};

/** The message with which a text is refused. */
export const refusal = (text: string | Uint8Array, options?: Given): string => {
  try {
    read(text, options);
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).code).toBe("format");
    expect((error as DataError).message).not.toContain("\n");
    return (error as DataError).message;
  }
  return expect.fail("was read");
};
