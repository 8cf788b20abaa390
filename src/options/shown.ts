/** Values as messages show them: short, on one line, and without ever throwing. */

const longest = 60;

/** A value in words: `"0.5"`, `1.2`, `null`, `a function`, `Map`. */
export function shown(value: unknown): string {
  if (typeof value === "string") {
    const text = value.length > longest ? `${value.slice(0, longest)}...` : value;
    // JSON escapes other control characters, which may mean something to a terminal.
    return JSON.stringify(text).replace(/[\u007f-\u009f]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
  }
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return "an array";
  const maker: unknown = value.constructor;
  const name = typeof maker === "function" ? maker.name : "";
  return name && name !== "Object" ? name : "an object";
}
