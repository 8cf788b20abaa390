/** The worker: trains a perceptron on points of a curve and sends the loss of each epoch to the page. The page can stop it. */
import { adam } from "glissade";
import { fit, modelFrom, random } from "glissade/train";

const [count, epochs] = [1024, 60];

/** Points of sin(3x) with a little noise, x from -1 to 1. */
function curve() {
  const generator = random(0);
  const x = Float32Array.from({ length: count }, () => 2 * generator.uniform() - 1);
  const y = x.map((value) => Math.sin(3 * value) + 0.03 * generator.normal());
  return { x: { data: x, shape: [count, 1] }, y: { data: y, shape: [count] } };
}

async function train() {
  const model = modelFrom("mlp:32,32", { features: 1, task: "regression" });
  const run = fit(model, curve(), { optimizer: adam({ learningRate: 0.01 }), epochs, validation: 0.2 });
  self.onmessage = ({ data }) => {
    if (data === "stop") run.stop();
  };
  for await (const event of run) {
    if (event.type !== "epoch") continue;
    const { epoch, trainLoss } = event;
    self.postMessage({ type: "epoch", epoch, epochs, trainLoss });
  }
  const { message, best } = await run.result;
  self.postMessage({ type: "end", message, loss: best.validation.loss });
}

train().catch((error) => self.postMessage({ type: "end", error: String(error) }));
