/**
 * Initial values of parameters, by the seeded generator. Which layer takes which is said by the models.
 */
import { type Tensor, tensor } from "../../index.ts";
import type { Random } from "../random.ts";

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, axis) => product * axis, 1);

/** The same value everywhere. */
export const filled = (value: number, ...shape: number[]): Tensor<Float32Array> =>
  tensor(new Float32Array(sizeOf(shape)).fill(value), shape);

/** Normal numbers of mean 0 with a standard deviation. */
export const normal = (random: Random, deviation: number, ...shape: number[]): Tensor<Float32Array> =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, () => deviation * random.normal()),
    shape,
  );

/**
 * The standard deviation for weights before a relu: sqrt(2 / fan in), since a relu keeps half of the second moment. He, Zhang, Ren, Sun:
 * Delving Deep into Rectifiers, ICCV 2015, equation 10.
 */
export const beforeRelu = (fanIn: number): number => Math.sqrt(2 / fanIn);

/** The standard deviation for weights whose outputs are used as they are: sqrt(1 / fan in). LeCun, Bottou, Orr, Müller: Efficient BackProp, 1998, 4.6. */
export const beforeOutput = (fanIn: number): number => Math.sqrt(1 / fanIn);
