/** A user's own file on the command line: how it is described, and that its names cannot harm the terminal. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder, run } from "../../../test/cli.ts";

describe("a file", () => {
  it("is described: target, features, what was left out and why; in the report and as JSON too", async () => {
    const path = join(folder, "houses.csv");
    const report = join(folder, "houses.html");
    await writeFile(path, "town,size,rooms,price\na,1,2,3\nb,4,5,6\nc,n.v.,8,9\nd,1,,3\ne,5,3,7\n");
    const { out } = await run(
      "textbook",
      "compare",
      "--data",
      path,
      "--seeds",
      "1",
      "--optimizers",
      "sgd",
      "--report",
      report,
    );
    expect(out.split("\n").slice(0, 7)).toEqual([
      "houses.csv: 4 examples, 1 feature, target price",
      path,
      "feature: rooms",
      'left out column "town": 5 of its 5 cells are not numbers, the first is "a" in line 2',
      'left out column "size": 1 of its 5 cells is not a number, "n.v." in line 4; --missing n.v. makes it missing',
      'left out 1 of 5 rows with missing values: the column "rooms" has no value in 1 of them; with --drop rooms 5 rows would be complete',
      "2 epochs, batches of 10, 1 seed, preset scratch, device auto",
    ]);
    const page = await readFile(report, "utf8");
    for (const part of ["feature: rooms", "n.v. makes it missing", "1 of 5 rows"])
      expect(page).toContain(part);
    const json = await run(
      "textbook",
      "compare",
      "--data",
      path,
      "--missing",
      "n.v.",
      "--seeds",
      "1",
      "--optimizers",
      "sgd",
      "--json",
    );
    expect(JSON.parse(json.out).data).toMatchObject({
      features: ["size", "rooms"],
      target: "price",
      examples: 3,
      notes: [expect.stringContaining('column "town"'), expect.stringContaining("2 of 5 rows")],
    });
    const { err } = await run("textbook", "train", "adam", "--data", path);
    expect(err).toContain("feature: rooms\nleft out column");
  });

  it("cannot send control characters to the terminal by its names", async () => {
    const path = join(folder, "bad\u001b[31m.csv");
    const name = "a\u001b]0;title\u0007\u009b2J\u202e";
    await writeFile(path, `${name},x,b\n1,\u001b[2J,2\n3,u,5\n4,u,4\n`);
    const clean = /^(\n|[^\p{Cc}\p{Bidi_Control}])*$/u;
    for (const args of [
      ["textbook", "compare", "--data", path, "--seeds", "1", "--optimizers", "sgd"],
      ["textbook", "compare", "--data", path, "--seeds", "1", "--optimizers", "sgd", "--json"],
      [
        "textbook",
        "compare",
        "--data",
        path,
        "--seeds",
        "1",
        "--optimizers",
        "sgd",
        "--report",
        join(folder, "\u001b[1m.html"),
      ],
      ["textbook", "train", "sgd", "--data", path],
      ["textbook", "train", "sgd", "--data", path, "--target", "\u001b[2J"],
      ["textbook", "train", "sgd", "--data", path, "--target", "x"],
      ["textbook", "train", "\u001b[2J"],
      ["explain", "adamw", "--option", "where=\u001b[2J"],
      ["textbook", "train", "sgd", "--\u001b[2J"],
      ["\u001b[2J"],
    ]) {
      const { out, err } = await run(...args);
      expect(out).toMatch(clean);
      expect(err).toMatch(clean);
      expect(out + err).toMatch(/\\u001b/);
    }
    const { out } = await run(
      "textbook",
      "compare",
      "--data",
      path,
      "--seeds",
      "1",
      "--optimizers",
      "sgd",
      "--json",
    );
    expect(JSON.parse(out).data.features).toEqual([name]);
  });

  it("is the user's where it cannot be read as a table", async () => {
    const path = join(folder, "towns.csv");
    await writeFile(path, "price,town\n1,a\n2,b\n");
    const { err, code } = await run("textbook", "compare", "--data", path);
    expect(err).toContain('the target column "town" is not numeric');
    expect(code).toBe(2);
  });
});
