/** Damaged files from one number on: each is read, or refused with a typed error. */
import { damagedFile } from "./mutate.ts";
import { outcomeOf } from "./outcome.ts";

const [first = 0, count = 10_000] = process.argv.slice(2).map(Number);
const counts = { refused: 0, read: 0, table: 0, examples: 0 };
for (let number = first; number < first + count; number++) {
  try {
    counts[outcomeOf(damagedFile(number))]++;
  } catch (error) {
    throw new Error(`file ${number}: ${error}`, { cause: error });
  }
}
console.log(`${count} damaged files: ${JSON.stringify(counts)}`);
