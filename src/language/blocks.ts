/** Blocks of a text of matrices: `repeat 5 { ... }`. They do not stand in one another. */
import type { Statement } from "./statements.ts";
import { describe, tokenize } from "./tokens.ts";

/** Lines that are carried out several times, one after the other. */
export interface Block {
  readonly times: number;
}

/** The blocks of a text, statement by statement. */
export class Blocks {
  #open: { readonly block: Block; readonly at: number } | undefined;
  /** Names that the last block has assigned. */
  #assigned = new Set<string>();
  readonly #fail: (problem: string, at: number) => never;

  constructor(fail: (problem: string, at: number) => never) {
    this.#fail = fail;
  }

  /** Whether a statement is the head of a block, which then begins. @throws RuleSyntaxError for one that is wrong, or that stands in another block. */
  begins({ source, at, end }: Statement): boolean {
    if (end !== "{") return false;
    const [word, times, last] = tokenize(source, at, this.#fail);
    if (word?.text !== "repeat") this.#fail(`expected "repeat 5 {", found ${describe(word!)}`, word!.at);
    const count = Number(times?.text);
    if (times?.kind !== "number" || !Number.isInteger(count) || count < 1)
      this.#fail(`"repeat" takes a whole number of 1 or more, found ${describe(times!)}`, times!.at);
    if (last?.kind !== "end") this.#fail(`expected "{", found ${describe(last!)}`, last!.at);
    if (this.#open) this.#fail(`"repeat" cannot stand in another one`, word!.at);
    this.#open = { block: { times: count }, at: word!.at };
    this.#assigned = new Set();
    return true;
  }

  /** The block that a statement belongs to; the one that ends with it ends. */
  of({ source, at, end }: Statement): Block | undefined {
    const { block } = this.#open ?? {};
    if (end !== "}") return block;
    if (!block) this.#fail(`"}" without "repeat"`, at + source.length);
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
    if (this.#open) this.#fail(`"repeat" is never closed; end it with "}"`, this.#open.at);
  }
}
