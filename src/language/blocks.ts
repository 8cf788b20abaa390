/** Blocks of a text of matrices: `repeat 5 { ... }` and `when t > 1 { ... }`. They do not stand in one another. */
import type { Node } from "./graph.ts";
import type { Statement } from "./statements.ts";
import { describe, tokenize } from "./tokens.ts";

/** Lines that are carried out several times, one after the other, or only where a condition holds. */
export interface Block {
  /** As it is written, without the brace. */
  readonly head: string;
  readonly times: number;
  /** Made of hyperparameters and the step. */
  readonly condition?: Node;
}

/** Lines as a text has them, those of a block between its head and its brace. */
export const inBlocks = (lines: readonly { readonly text: string; readonly block?: Block }[]): string[] =>
  lines.flatMap(({ text, block }, at) => [
    ...(block && lines[at - 1]?.block !== block ? [`${block.head} {`] : []),
    block ? `  ${text}` : text,
    ...(block && lines[at + 1]?.block !== block ? ["}"] : []),
  ]);

/** The blocks of a text, statement by statement. */
export class Blocks {
  #open: { readonly block: Block; readonly at: number } | undefined;
  /** Names that the last block has assigned. */
  #assigned = new Set<string>();
  readonly #fail: (problem: string, at: number) => never;
  readonly #condition: (source: string, at: number) => Node;

  /** `condition` parses what stands behind `when`; its source is the whole head. */
  constructor(fail: (problem: string, at: number) => never, condition: (source: string, at: number) => Node) {
    this.#fail = fail;
    this.#condition = condition;
  }

  /** Whether a statement is the head of a block, which then begins. @throws RuleSyntaxError for one that is wrong, or that stands in another block. */
  begins({ source, at, end }: Statement): boolean {
    if (end !== "{") return false;
    const word = /[A-Za-z_]\w*/.exec(source)?.[0];
    const head = source.trim();
    const start = at + source.indexOf(head);
    const block =
      word === "when"
        ? { head, times: 1, condition: this.#condition(source, at) }
        : { head, times: this.#timesIn(source, at) };
    if (this.#open) this.#fail(`"${word}" cannot stand in another block`, start);
    this.#open = { block, at: start };
    this.#assigned = new Set();
    return true;
  }

  #timesIn(source: string, at: number): number {
    const [word, times, last] = tokenize(source, at, this.#fail);
    if (word?.text !== "repeat")
      this.#fail(`expected "repeat 5 {" or "when t > 1 {", found ${describe(word!)}`, word!.at);
    const count = Number(times?.text);
    if (times?.kind !== "number" || !Number.isInteger(count) || count < 1)
      this.#fail(`"repeat" takes a whole number of 1 or more, found ${describe(times!)}`, times!.at);
    if (last?.kind !== "end") this.#fail(`expected "{", found ${describe(last!)}`, last!.at);
    return count;
  }

  /** The block that a statement belongs to; the one that ends with it ends. */
  of({ source, at, end }: Statement): Block | undefined {
    const { block } = this.#open ?? {};
    if (end !== "}") return block;
    if (!block) this.#fail(`"}" without "repeat" or "when"`, at + source.length);
    this.#open = undefined;
    return block;
  }

  /** Notes that a name is assigned; whether that is for the first time in a block, where a name of before may get a new value. */
  assign(name: string, block: Block | undefined): boolean {
    if (!block || this.#assigned.has(name)) return false;
    this.#assigned.add(name);
    return true;
  }

  /** @throws RuleSyntaxError for a block that is not closed. */
  end(): void {
    if (!this.#open) return;
    const [word] = this.#open.block.head.split(" ");
    this.#fail(`"${word}" is never closed; end it with "}"`, this.#open.at);
  }
}
