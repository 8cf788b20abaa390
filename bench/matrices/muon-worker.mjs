/** A process with a matrix of its own: a task a line, answered once its steps are done. */
import { createInterface } from "node:readline";
import { muonOn } from "./muon-step.mjs";

const descents = new Map();
console.log("{}");
for await (const line of createInterface({ input: process.stdin })) {
  const { device, n, times } = JSON.parse(line);
  const key = `${device} ${n}`;
  if (!descents.has(key)) descents.set(key, await muonOn([[n, n]], { device }));
  descents.get(key).step(times);
  console.log("{}");
}
