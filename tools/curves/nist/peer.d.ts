/** The part of npm's package that the table uses; it is installed beside this file only where the table is made. */
declare module "ml-levenberg-marquardt" {
  export function levenbergMarquardt(
    data: { readonly x: readonly number[]; readonly y: readonly number[] },
    model: (b: readonly number[]) => (x: number) => number,
    options: { readonly initialValues: readonly number[] },
  ): { readonly parameterValues: readonly number[] };
}
