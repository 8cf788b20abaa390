/** What launchers say, and a launcher that does not fit. */
import { expect, test } from "vitest";
import { checkBefore, checkSize, doubtOf, isLaunched, libraryFiles } from "./launcher.ts";

test.each([
  [{}, false],
  [{ SLURM_STEP_NUM_TASKS: "1" }, false],
  [{ SLURM_STEP_NUM_TASKS: "4" }, true],
  [{ OMPI_COMM_WORLD_RANK: "0" }, true],
  [{ PMI_RANK: "3" }, true],
  [{ PMIX_RANK: "0", SLURM_STEP_NUM_TASKS: "1" }, true],
])("%o: launched %s", (environment, launched) => {
  expect(isLaunched(environment)).toBe(launched);
});

test("the launcher's own library comes first", () => {
  expect(libraryFiles({})[0]).toBe("libmpi.so.40");
  expect(libraryFiles({ OMPI_COMM_WORLD_SIZE: "2", PMI_SIZE: "2" })[0]).toBe("libmpi.so.40");
  expect(libraryFiles({ PMI_SIZE: "2" })[0]).toBe("libmpich.so.12");
});

test("tasks of Slurm that cannot find one another are refused before MPI begins", () => {
  expect(() => checkBefore({ SLURM_STEP_NUM_TASKS: "4" })).toThrow(
    "srun has started 4 tasks that cannot find one another: each would run alone; start them by srun --mpi=pmix, or by mpirun inside salloc",
  );
  for (const name of ["PMIX_RANK", "PMI_RANK"])
    expect(() => checkBefore({ SLURM_STEP_NUM_TASKS: "4", [name]: "0" })).not.toThrow();
  expect(() => checkBefore({ SLURM_STEP_NUM_TASKS: "1" })).not.toThrow();
});

test("a library under another's launcher is named once, before MPI begins", () => {
  const first = { OMPI_COMM_WORLD_RANK: "0" };
  expect(doubtOf(first, "MPICH Version: 5.0.2")).toBe(
    "the launcher is Open MPI's and the library MPICH Version: 5.0.2: if the job does not begin, start it by the library's own launcher (mpirun.mpich, or the mpiexec that came with it)",
  );
  expect(doubtOf({ OMPI_COMM_WORLD_RANK: "1" }, "MPICH")).toBeUndefined();
  expect(doubtOf(first, "Open MPI v4.1.4")).toBeUndefined();
  expect(doubtOf({ PMI_RANK: "0" }, "MPICH")).toBeUndefined();
});

test("a library that sees other ranks than the launcher has started is refused", () => {
  expect(() => checkSize({ OMPI_COMM_WORLD_SIZE: "4" }, 1, "MPICH 4")).toThrow(
    /the launcher has started 4 processes \(OMPI_COMM_WORLD_SIZE\) and MPICH 4 sees 1/,
  );
  expect(() => checkSize({ OMPI_COMM_WORLD_SIZE: "4", SLURM_STEP_NUM_TASKS: "1" }, 4, "")).not.toThrow();
  expect(() => checkSize({ SLURM_STEP_NUM_TASKS: "2" }, 1, "Open MPI")).toThrow("SLURM_STEP_NUM_TASKS");
  expect(() => checkSize({}, 1, "")).not.toThrow();
});
