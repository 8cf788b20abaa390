/** The order of the airfoil loader's places, its checksum, and its download, with folders and fetch of the test's own. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadAirfoil } from "./airfoil.ts";
import { DataError } from "./data-error.ts";

const file = "airfoil_self_noise.dat";
const published = "74c75fd71783f1e6b71f8a622b993dc592897a97cd689c5090a07147a1b097b3";
const offline = async (): Promise<Response> => {
  throw new TypeError("no network");
};
const failure = async (loading: Promise<unknown>): Promise<DataError> => {
  const error = await loading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DataError);
  return error as DataError;
};

let directory: string;
let cache: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "glissade-data-"));
  cache = join(directory, "cache");
});
afterEach(() => rm(directory, { recursive: true }));

describe("loadAirfoil", () => {
  it("refuses a file with the wrong checksum, says path, expected and found, and leaves the file", async () => {
    const path = join(directory, file);
    await writeFile(path, "800\t0\t0.3048\t71.3\t0.00266337\t126.201\r\n");
    const error = await failure(loadAirfoil({ directory, cache, fetch: offline }));
    expect(error.code).toBe("checksum");
    expect(error.path).toBe(path);
    expect(error.expected).toBe(published);
    expect(error.found).toMatch(/^[0-9a-f]{64}$/);
    expect(error.message).toContain(error.found);
    expect(await readdir(directory)).toEqual([file]);
  });

  it("says where it looked and why each download failed", async () => {
    const answers = async (url: string | URL | Request) =>
      String(url).includes("uci") ? new Response("gone", { status: 404 }) : offline();
    const error = await failure(loadAirfoil({ directory, cache, fetch: answers }));
    expect(error.code).toBe("unavailable");
    for (const part of [directory, cache, "no network", "uci.edu answers 404"]) {
      expect(error.message).toContain(part);
    }
  });

  it("gives up a download that does not answer in time", async () => {
    const silent: typeof fetch = (_, init) =>
      new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
    const error = await failure(loadAirfoil({ directory, cache, fetch: silent, timeout: 20 }));
    expect(error.message).toContain("timeout");
  });

  it("never keeps a download with the wrong checksum", async () => {
    const error = await failure(loadAirfoil({ directory, cache, fetch: async () => new Response("<html>") }));
    expect(error.code).toBe("unavailable");
    expect(error.message).toContain("found");
    expect(await readdir(directory)).toEqual([]);
  });
});

describe.skipIf(!process.env.GLISSADE_DATA)("loadAirfoil on the published file (needs GLISSADE_DATA)", () => {
  const source = join(process.env.GLISSADE_DATA ?? "", file);

  it("reads GLISSADE_DATA by default", async () => {
    const table = await loadAirfoil({ fetch: offline });
    expect([table.rows, table.columns.length, table.values.length]).toEqual([1503, 6, 9018]);
    expect([...table.values.slice(0, 6)]).toEqual([800, 0, 0.3048, 71.3, 0.00266337, 126.201]);
  });

  it("downloads over https, keeps the file whole in the cache, and finds it there the next time", async () => {
    const bytes = await readFile(source);
    const asked: string[] = [];
    const table = await loadAirfoil({
      directory,
      cache,
      fetch: async (url) => {
        asked.push(String(url));
        return new Response(bytes);
      },
    });
    expect(table.rows).toBe(1503);
    expect(asked.every((url) => url.startsWith("https://"))).toBe(true);
    expect(await readdir(cache)).toEqual([file]);
    expect(await readFile(join(cache, file))).toEqual(bytes);
    expect((await loadAirfoil({ directory, cache, fetch: offline })).values).toEqual(table.values);
  });

  it("uses a download that cannot be kept", async () => {
    await writeFile(cache, "a file where the cache folder should be");
    const bytes = await readFile(source);
    const table = await loadAirfoil({ directory, cache, fetch: async () => new Response(bytes) });
    expect(table.rows).toBe(1503);
  });
});
