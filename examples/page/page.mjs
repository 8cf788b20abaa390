/** The page: starts the worker, draws the loss that it sends, and moves a dot with every frame. It trains nothing itself. */
const [line, dot, output, button] = ["polyline", "circle", "output", "button"].map((name) =>
  document.querySelector(name),
);
// Bundlers know this form and build the worker too.
const worker = new Worker(new URL("./worker.mjs", import.meta.url), { type: "module" });
const points = [];
let [frames, longest, before] = [0, 0, undefined];

worker.onmessage = ({ data }) => {
  if (data.type === "epoch") {
    const { epoch, epochs, trainLoss } = data;
    // From 1 at the upper edge to 1e-4 at the lower one.
    points.push(`${(600 * epoch) / epochs},${-50 * Math.log10(trainLoss) + 10}`);
    line.setAttribute("points", points.join(" "));
    output.value = `Epoch ${epoch} of ${epochs}: loss ${trainLoss.toPrecision(3)}`;
  } else {
    button.disabled = true;
    output.value =
      data.error ??
      `${data.message}; validation loss ${data.loss.toPrecision(3)}; ${frames} frames meanwhile, the longest ${longest.toFixed(0)} ms`;
    document.body.dataset.state = data.error ? "failed" : "trained";
  }
};
worker.onerror = ({ message }) =>
  worker.onmessage({ data: { error: message ?? "The worker could not be loaded" } });
button.onclick = () => worker.postMessage("stop");

function draw(now) {
  dot.setAttribute("cx", 10 + ((now / 5) % 580));
  // Frames count from the first loss on: before it there is nothing to be kept from drawing.
  if (points.length > 0 && !document.body.dataset.state) {
    frames++;
    longest = Math.max(longest, now - (before ?? now));
    before = now;
  }
  requestAnimationFrame(draw);
}
requestAnimationFrame(draw);
