/** The one loop of animation frames that all views share: it runs only while something has asked for a frame. */

/** What is done in a frame. `now` is in milliseconds. */
export type FrameTask = (now: number) => void;

const waiting = new Set<FrameTask>();
let isScheduled = false;

/** Does a task once in the next frame, however often it is asked for. A browser has no frames while the page is hidden. */
export function nextFrame(task: FrameTask): void {
  waiting.add(task);
  if (isScheduled) return;
  isScheduled = true;
  requestAnimationFrame(run);
}

/** Takes a task back. */
export function cancelFrame(task: FrameTask): void {
  waiting.delete(task);
}

/** How long the tasks of one frame may take together, in milliseconds: what is over waits for the next. */
const budget = 10;

function run(now: number): void {
  isScheduled = false;
  const begun = performance.now();
  const tasks = [...waiting];
  waiting.clear();
  for (const task of tasks)
    if (performance.now() - begun < budget) task(now);
    else nextFrame(task);
}
