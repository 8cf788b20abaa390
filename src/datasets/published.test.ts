/** Fashion-MNIST and Tiny Shakespeare where they are installed, against their published statistics; what is said where they are not. */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { loadFashionMnist } from "./fashion-mnist.ts";
import { loadTinyShakespeare } from "./tiny-shakespeare.ts";

const offline = async (): Promise<Response> => {
  throw new TypeError("no network");
};
const installed = existsSync("/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz");
const folder = process.env.GLISSADE_DATA ?? "";

it.skipIf(!installed)("has the published images (needs Debian's dataset-fashion-mnist)", async () => {
  const { train, test, classes } = await loadFashionMnist({
    directory: "",
    cache: "/nowhere",
    fetch: offline,
  });
  expect([train.count, test.count, classes.length]).toEqual([60_000, 10_000, 10]);
  const every = Uint32Array.from({ length: 6000 }, (_, index) => 10 * index);
  const { x, y } = train.batch(every);
  expect([x.shape, y.shape]).toEqual([[6000, 784], [6000]]);
  // The mean and deviation that are known of all 60,000.
  let [sum, squares] = [0, 0];
  for (const value of x.data) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / x.data.length;
  expect(mean).toBeCloseTo(0.286, 2);
  expect(Math.sqrt(squares / x.data.length - mean ** 2)).toBeCloseTo(0.353, 2);
  const { data } = test.batch(Uint32Array.from({ length: 10_000 }, (_, index) => index)).y;
  for (let label = 0; label < 10; label++) expect(data.filter((value) => value === label).length).toBe(1000);
  expect([...train.batch(Uint32Array.of(0, 1)).y.data].map((label) => classes[label])).toEqual([
    "Ankle boot",
    "T-shirt/top",
  ]);
  expect(() => train.batch(Uint32Array.of(60_000))).toThrow(/below 60000; got 60000/);
});

it("refuses archives that are not the published ones, however large they would be unzipped", async () => {
  const directory = await mkdtemp(join(tmpdir(), "glissade-data-"));
  await mkdir(join(directory, "fashion-mnist"));
  const files = ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"];
  const loading = () => loadFashionMnist({ directory, cache: join(directory, "cache"), fetch: offline });
  for (const bytes of [gzipSync(new Uint8Array(1e8)), Buffer.from("no archive"), gzipSync("x")]) {
    for (const file of files) await writeFile(join(directory, "fashion-mnist", `${file}-ubyte.gz`), bytes);
    await expect(loading()).rejects.toThrow(
      /is not the published fashion-mnist data: expected sha256 (c59f|5b41)/,
    );
  }
  await rm(directory, { recursive: true });
});

it.skipIf(!existsSync(join(folder, "tinyshakespeare.txt")))(
  "has the published text (needs GLISSADE_DATA)",
  async () => {
    const text = await loadTinyShakespeare({ fetch: offline });
    expect([text.length, new Set(text).size, text.slice(0, 14)]).toEqual([1_115_394, 65, "First Citizen:"]);
  },
);

it("says where the text may be put", async () => {
  await expect(
    loadTinyShakespeare({ directory: "/nowhere", cache: "/nowhere", fetch: offline }),
  ).rejects.toThrow(
    "tiny-shakespeare cannot be downloaded (no server can be reached); put tinyshakespeare.txt into a folder and name it in GLISSADE_DATA",
  );
});
