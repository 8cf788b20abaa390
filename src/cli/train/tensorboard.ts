/**
 * Scalars as an event file of TensorBoard: records of TFRecord (length, data, a masked CRC-32C of each) that hold `Event` messages of
 * tensorflow/core/util/event.proto. `tensorboard --logdir DIR` shows them.
 */
import { randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import crc32c from "crc-32/crc32c.js";
import { PbfWriter } from "pbf";
import { UsageError } from "../usage-error.ts";

/** A log of scalars. */
export interface ScalarLog {
  /** Writes scalars of a step, by tag: `loss/training`. @throws UsageError */
  write(step: number, scalars: Readonly<Record<string, number>>): void;
}

/**
 * Begins an event file in a folder, which is made if it is not there. Points of earlier files of the folder from `step` on are
 * replaced by those of this one: a run that was resumed leaves no steps twice.
 *
 * @throws UsageError if the folder cannot be written to.
 */
export function openScalarLog(folder: string, step: number, now: () => number = Date.now): ScalarLog {
  const seconds = Math.floor(now() / 1000);
  const path = join(folder, `events.out.tfevents.${seconds}.${randomUUID().slice(0, 8)}`);
  const record = (write: (event: PbfWriter) => void) => recordOf(now() / 1000, write);
  const head = [
    record((event) => event.writeStringField(3, "brain.Event:2")),
    record((event) => {
      event.writeVarintField(2, step);
      event.writeMessage(7, (_, session) => session.writeVarintField(1, 1), undefined); // SessionLog.START
    }),
  ];
  const into = (write: () => void) => {
    try {
      write();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new UsageError(`cannot write events for TensorBoard into "${folder}": ${code ?? message}`);
    }
  };
  into(() => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, Buffer.concat(head), { flag: "wx" });
  });
  return {
    write(at, scalars) {
      const event = record((event) => {
        event.writeVarintField(2, at);
        event.writeMessage(5, writeSummary, scalars);
      });
      into(() => appendFileSync(path, event));
    },
  };
}

function writeSummary(scalars: Readonly<Record<string, number>>, summary: PbfWriter): void {
  for (const [tag, value] of Object.entries(scalars)) {
    summary.writeMessage(
      1,
      (_, entry) => {
        entry.writeStringField(1, tag);
        entry.writeFloatField(2, value);
      },
      undefined,
    );
  }
}

/** One event as a record. */
function recordOf(seconds: number, write: (event: PbfWriter) => void): Buffer {
  const event = new PbfWriter();
  event.writeDoubleField(1, seconds);
  write(event);
  const data = event.finish();
  const record = Buffer.alloc(12 + data.length + 4);
  record.writeBigUInt64LE(BigInt(data.length), 0);
  record.writeUInt32LE(masked(record.subarray(0, 8)), 8);
  record.set(data, 12);
  record.writeUInt32LE(masked(data), 12 + data.length);
  return record;
}

/** TFRecord's mask: a checksum of data that holds checksums would be weak. */
function masked(bytes: Uint8Array): number {
  const sum = crc32c.buf(bytes) >>> 0;
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}
