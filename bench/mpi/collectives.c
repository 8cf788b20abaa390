/*
 * Collectives in C, for bench/mpi/main.mjs. Reads tasks from a pipe of its own in a folder, a line each, such as "allReduce 64 100": the call, bytes of
 * the buffer, how many calls. Rank 0 answers with the seconds of a call on the slowest rank.
 * Usage: collectives FOLDER LARGEST
 */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static float *a, *b;
static int *counts, *starts;

static void call(const char *name, int n, int own) {
  if (!strcmp(name, "allReduce"))
    MPI_Allreduce(MPI_IN_PLACE, a, n, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
  else if (!strcmp(name, "reduceScatter"))
    MPI_Reduce_scatter(a, b, counts, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
  else if (!strcmp(name, "allGather"))
    MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_FLOAT, a, counts, starts, MPI_FLOAT, MPI_COMM_WORLD);
  else if (!strcmp(name, "allToAll"))
    MPI_Alltoallv(a, counts, starts, MPI_FLOAT, b, counts, starts, MPI_FLOAT, MPI_COMM_WORLD);
  else if (!strcmp(name, "broadcast"))
    MPI_Bcast(a, n, MPI_FLOAT, 0, MPI_COMM_WORLD);
  else
    MPI_Abort(MPI_COMM_WORLD, own + 2);
}

int main(int argc, char **argv) {
  int rank, size;
  char path[4096], line[256], name[64];
  long bytes, times;
  if (argc != 3) return 2;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  const long largest = atol(argv[2]);
  a = malloc(largest);
  b = malloc(largest);
  counts = malloc(size * sizeof(int));
  starts = malloc(size * sizeof(int));
  if (!a || !b || !counts || !starts) MPI_Abort(MPI_COMM_WORLD, 1);
  memset(a, 0, largest);
  memset(b, 0, largest);
  snprintf(path, sizeof path, "%s/%d", argv[1], rank);
  FILE *tasks = fopen(path, "r");
  if (!tasks) MPI_Abort(MPI_COMM_WORLD, 1);
  if (rank == 0) {
    printf("{}\n");
    fflush(stdout);
  }
  while (fgets(line, sizeof line, tasks) && sscanf(line, "%63s %ld %ld", name, &bytes, &times) == 3) {
    const int n = bytes / sizeof(float), own = n / size;
    for (int i = 0; i < size; i++) {
      counts[i] = own;
      starts[i] = i * own;
    }
    MPI_Barrier(MPI_COMM_WORLD);
    const double begun = MPI_Wtime();
    for (long i = 0; i < times; i++) call(name, n, own);
    double seconds = (MPI_Wtime() - begun) / times;
    MPI_Allreduce(MPI_IN_PLACE, &seconds, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    if (rank == 0) {
      printf("{\"seconds\": %.9e}\n", seconds);
      fflush(stdout);
    }
  }
  MPI_Finalize();
  return 0;
}
