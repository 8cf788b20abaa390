/** Values as TypeScript writes them. */

/** A number with all its bits. */
export const numberText = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

/** A text, a number or another plain value. */
export function valueText(value: unknown): string {
  if (typeof value === "number") return numberText(value);
  if (Array.isArray(value)) return `[${value.map(valueText).join(", ")}]`;
  if (typeof value === "object" && value !== null) return objectText(value as Record<string, unknown>);
  return JSON.stringify(value);
}

/** An object. */
export function objectText(value: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(value).map(([name, each]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) && name !== "__proto__" ? name : JSON.stringify(name);
    return `${key}: ${valueText(each)}`;
  });
  return entries.length > 0 ? `{ ${entries.join(", ")} }` : "{}";
}

/** A text of several lines. */
export const linesText = (text: string): string => `\`${text.replace(/[\\`]|\$\{/g, "\\$&")}\``;
