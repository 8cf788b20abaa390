/**
 * Snapshots of parameters in 16 bits: their codes, their types, and their masters as a state. A descent has the masters as its parameters,
 * so snapshots are turned into that form and back.
 */

import type { HalfType } from "./half.ts";
import { adopt, type Coded, encoded } from "./half-arrays.ts";
import { display, nameOf } from "./leaf.ts";
import { arrayFrom, base64Of, bytesFrom, SnapshotError, withJSON, withNumberTexts } from "./portable.ts";
import type { Restored } from "./restore.ts";
import type { Snapshot } from "./snapshot.ts";
import { recordOf, type Saved } from "./snapshot-records.ts";

/** A snapshot of masters, as it is to be: with codes, and the masters as a state. */
export function withCodes(snapshot: Snapshot, coded: ReadonlyMap<string, Coded>, name: string): Snapshot {
  const params: Record<string, Snapshot["params"][string]> = { ...snapshot.params };
  const masters: Record<string, Float32Array> = {};
  const dtypes: Record<string, HalfType> = {};
  for (const [path, own] of coded) {
    const master = params[path] as Float32Array;
    const codes = encoded(own, master);
    params[path] = withJSON(codes, () => ({ dtype: own.type, base64: base64Of(codes) }));
    masters[path] = master;
    dtypes[path] = own.type;
  }
  return { ...snapshot, params, dtypes, state: withNumberTexts({ ...snapshot.state, [name]: masters }) };
}

/**
 * Restores masters from a snapshot with codes.
 *
 * @param restore - continues from the snapshot of masters.
 * @throws SnapshotError if a parameter does not fit; in part, those are kept.
 */
export function restoreMasters(
  snapshot: unknown,
  coded: ReadonlyMap<string, Coded>,
  name: string,
  partial: boolean,
  restore: (fitting: Snapshot) => Restored,
): Restored {
  const { fitting, misfits } = mastersFrom(snapshot, coded, name, partial);
  const restored = restore(fitting);
  for (const [path, why] of misfits) (restored.kept as Record<string, string>)[path] = why;
  return restored;
}

/** The snapshot of masters that a snapshot with codes stands for, and what does not fit, by path with the reason. */
interface Masters {
  readonly fitting: Snapshot;
  readonly misfits: ReadonlyMap<string, string>;
}

/**
 * Reads what such a snapshot has of parameters in 16 bits. Codes that are not those of their master count more, as in a descent.
 *
 * @throws SnapshotError if one does not fit; in part, those are left out.
 */
function mastersFrom(
  given: unknown,
  coded: ReadonlyMap<string, Coded>,
  name: string,
  partial: boolean,
): Masters {
  const snapshot = recordOf("", given);
  const { dtypes = {}, ...others } = snapshot;
  const types = recordOf("dtypes", dtypes);
  const params = { ...recordOf("parameters", snapshot.params) };
  const { [name]: masters = {}, ...state } = recordOf("states", snapshot.state);
  const misfits = new Map<string, string>();
  for (const [path, own] of coded) {
    try {
      if (Object.hasOwn(params, path))
        params[path] = masterFrom(path, own, types[path], params[path], recordOf(`state ${name}`, masters));
    } catch (error) {
      if (!(partial && error instanceof SnapshotError)) throw error;
      delete params[path];
      misfits.set(path, error.message);
    }
  }
  return { fitting: { ...others, params, state } as unknown as Snapshot, misfits };
}

function masterFrom(path: string, own: Coded, type: unknown, codes: unknown, masters: Saved): Float32Array {
  const what = `parameters at ${display(path)}`;
  if (type !== own.type)
    throw new SnapshotError(
      `${what}: expected ${own.type} with a master, the snapshot has ${typeof type === "string" ? type : nameOf(codes)}; give init parameters of that type`,
    );
  const found = codesFrom(what, codes, own.codes.length);
  const master = arrayFrom(
    `the master of ${display(path)}`,
    masters[path],
    own.master,
  ).slice() as Float32Array;
  adopt({ half: own.half, codes: found }, master);
  return master;
}

/** Codes of a snapshot, from JSON or not. @throws SnapshotError */
function codesFrom(what: string, given: unknown, length: number): Uint16Array {
  const isText = typeof given === "object" && given !== null && "base64" in given;
  const text = given as { readonly dtype: string; readonly base64: string };
  const codes = isText ? new Uint16Array(bytesFrom(what, text, 2)) : given;
  if (nameOf(codes) === "Uint16Array" && (codes as Uint16Array).length === length)
    return codes as Uint16Array;
  throw new SnapshotError(
    `${what}: expected Uint16Array of ${length}, the snapshot has ${nameOf(codes)}${ArrayBuffer.isView(codes) ? ` of ${(codes as Uint16Array).length}` : ""}`,
  );
}
