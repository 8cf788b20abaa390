/** What stands for an encoder where a pass of the user's has begun: there nothing can be copied. */
import { DeviceError } from "../device.ts";
import type { GpuEncoder } from "./gpu.ts";

const refuse = (): never => {
  throw new DeviceError("nothing can be copied within a pass");
};

/** Stands for the encoder of a call in a pass. */
export const unused: GpuEncoder = {
  beginComputePass: refuse,
  copyBufferToBuffer: refuse,
  clearBuffer: refuse,
  finish: refuse,
};
