/**
 * A curve fitted to data in float64: y = b1 x^b2, by least squares. The data are DanWood of NIST's Statistical Reference Datasets (the energy that a lamp's
 * carbon filament radiates, by its temperature), with parameters certified to eleven digits.
 */
import { adam, cosineDecay, minimize } from "glissade";
import { expression } from "glissade/language";

const x = [1.309, 1.471, 1.49, 1.565, 1.611, 1.68];
const y = [2.138, 3.421, 3.597, 4.34, 4.882, 5.66];
const certified = { b1: 0.76886226176, b2: 3.8604055871, squares: 4.3173084083e-3 };

// The language differentiates the formula, so that no gradient is written by hand.
const squares = expression("sum((y - b1*x^b2)^2)", { vectors: ["x", "y"] });
const [slope1, slope2] = [squares.derivative("b1"), squares.derivative("b2")];

function sumOfSquares([b1, b2], gradient) {
  const at = { b1, b2, x, y };
  gradient[0] = slope1.evaluate(at);
  gradient[1] = slope2.evaluate(at);
  return squares.evaluate(at);
}

const steps = 6000;
const optimizer = adam({ learningRate: cosineDecay({ init: 0.1, steps }) });
const found = await minimize(sumOfSquares, [1, 5], { optimizer, steps, tolerance: 1e-10 });

console.log(`${found.status} after ${found.steps} steps, gradient norm ${found.gradNorm.toExponential(1)}`);
console.log("            found            certified");
for (const [name, value] of Object.entries({ b1: found.x[0], b2: found.x[1], squares: found.value })) {
  console.log(
    `${name.padEnd(8)}${value.toPrecision(11).padStart(16)}${certified[name].toPrecision(11).padStart(20)}`,
  );
}
