/**
 * How the libraries of MPI differ for a caller: handles and constants. MPI is a standard for C sources; the values behind its names are each
 * library's own until MPI-5, whose section 20 fixes them. Plain data.
 */
import { MpiError } from "./mpi-error.ts";

/** Names of the handles that are needed. */
export type HandleName = "world" | "byte" | "float" | "double" | "sum" | "max" | "errorsReturn";

/** A library's values. */
export interface Abi {
  readonly name: string;
  /** The type of a handle in C: a pointer, as an integer of that size, or an int. */
  readonly handle: "uintptr_t" | "int";
  /** Each handle: a number, or the name of the symbol whose address it is. */
  readonly handles: Readonly<Record<HandleName, number | string>>;
  /** What stands for a buffer whose values are replaced. */
  readonly inPlace: number;
  /** MPI_THREAD_SERIALIZED: calls from any thread, one at a time. */
  readonly serialized: number;
}

const openMpi: Abi = {
  name: "Open MPI",
  handle: "uintptr_t",
  handles: {
    world: "ompi_mpi_comm_world",
    byte: "ompi_mpi_byte",
    float: "ompi_mpi_float",
    double: "ompi_mpi_double",
    sum: "ompi_mpi_op_sum",
    max: "ompi_mpi_op_max",
    errorsReturn: "ompi_mpi_errors_return",
  },
  inPlace: 1,
  serialized: 2,
};

const mpich: Abi = {
  name: "MPICH",
  handle: "int",
  handles: {
    world: 0x44000000,
    byte: 0x4c00010d,
    float: 0x4c00040a,
    double: 0x4c00080b,
    sum: 0x58000003,
    max: 0x58000001,
    errorsReturn: 0x54000001,
  },
  inPlace: -1,
  serialized: 2,
};

const standard: Abi = {
  name: "MPI-5",
  handle: "uintptr_t",
  handles: {
    world: 0x101,
    byte: 0x247,
    float: 0x210,
    double: 0x214,
    sum: 0x21,
    max: 0x23,
    errorsReturn: 0x142,
  },
  inPlace: 1,
  serialized: 2048,
};

/**
 * The values of a library.
 *
 * @param file - the name of its file: that of the standard's is always the same.
 * @param version - what MPI_Get_library_version says.
 * @throws MpiError for one that is not known.
 */
export function abiOf(file: string, version: string): Abi {
  if (/(^|\/)libmpi_abi\./.test(file)) return standard;
  if (version.startsWith("Open MPI")) return openMpi;
  if (version.startsWith("MPICH")) return mpich;
  throw new MpiError(
    "missing",
    `${file} is ${JSON.stringify(version.slice(0, 60))}, whose binary interface is not known; use Open MPI, MPICH, or a library with MPI-5's standard interface, libmpi_abi.so`,
  );
}
