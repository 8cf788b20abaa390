/** The event file: its bytes against those of the protocol, read by a reader of its own. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PbfReader } from "pbf";
import { expect, test } from "vitest";
import { folder } from "../../../test/cli.ts";
import { openScalarLog } from "./tensorboard.ts";

/** The records of a file, without a look at their checksums. */
function eventsOf(path: string) {
  const bytes = readFileSync(path);
  const events: Record<string, unknown>[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    const event: Record<string, unknown> = {};
    new PbfReader(bytes.subarray(at + 12, at + 12 + length)).readFields((tag, found, pbf) => {
      if (tag === 1) found.seconds = pbf.readDouble();
      if (tag === 2) found.step = pbf.readVarint();
      if (tag === 3) found.version = pbf.readString();
      if (tag === 5) found.summary = pbf.readBytes().length;
      if (tag === 7) found.session = [...pbf.readBytes()];
    }, event);
    events.push(event);
    at += 12 + length + 4;
  }
  return events;
}

test("writes records that begin a session, then scalars", () => {
  const logs = join(folder, "logs");
  const log = openScalarLog(logs, 7, () => 1_700_000_000_500);
  log.write(8, { "loss/train": 0.5, "loss/validation": Number.NaN });
  const [name] = readdirSync(logs);
  expect(name).toMatch(/^events\.out\.tfevents\.1700000000\./);
  expect(eventsOf(join(logs, name!))).toEqual([
    { seconds: 1_700_000_000.5, version: "brain.Event:2" },
    { seconds: 1_700_000_000.5, step: 7, session: [8, 1] },
    { seconds: 1_700_000_000.5, step: 8, summary: 43 },
  ]);
});

test("the bytes of a record are TFRecord's", () => {
  // The first record as tensorboard 2.21 writes it: EventFileWriter's file version at 1700000000.5.
  const logs = join(folder, "golden");
  openScalarLog(logs, 0, () => 1_700_000_000_500);
  const bytes = readFileSync(join(logs, readdirSync(logs)[0]!));
  expect(bytes.subarray(0, 40).toString("hex")).toBe(
    "1800000000000000a37f4b220900002040fc54d9411a0d627261696e2e4576656e743a322b353110",
  );
});

test("refuses a folder that cannot be made", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  expect(() => openScalarLog(join(file, "logs"), 0)).toThrow(
    /cannot write events for TensorBoard into .*: ENOTDIR/,
  );
});
