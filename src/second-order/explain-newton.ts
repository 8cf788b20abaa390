/** What `explain` says of `newton`. Loaded when it is called. */

/** Explains. */
export function explainNewton(radius: number | undefined, format: "text" | "tex"): string {
  if (format === "tex")
    return [
      "\\begin{aligned}",
      [
        "& \\left(H_t + \\lambda_t I\\right) s_t = -g_t, \\quad \\lambda_t \\ge 0, \\quad H_t + \\lambda_t I \\succeq 0, \\quad \\|s_t\\| \\le r_t, \\quad \\lambda_t \\left(r_t - \\|s_t\\|\\right) = 0",
        "& \\rho_t = \\frac{f(p_{t-1}) - f(p_{t-1} + s_t)}{-g_t^\\top s_t - \\frac{1}{2} s_t^\\top H_t s_t}",
        "& p_t = p_{t-1} + s_t \\quad \\text{where } \\rho_t > 10^{-4}",
      ].join(" \\\\\n"),
      "\\end{aligned}",
    ].join("\n");
  return [
    `newton: evaluates the function itself, with its second derivatives; radius ${radius ?? "||p||"} at first.`,
    [
      "A step, with the gradient g and the Hessian H at the parameters p, and the radius r:",
      "  s is the lowest point of g.s + s.H.s/2 within ||s|| <= r, by the eigenvalues of H",
      "  rho = (f(p) - f(p + s)) / -(g.s + s.H.s/2)",
      "  r = ||s||/4 where rho < 1/4; r = 2*r where rho > 3/4 and ||s|| = r",
      "  p = p + s where rho > 1e-4; otherwise again with the new radius",
    ].join("\n"),
    "Memory: 24 bytes a pair of parameters. Computed on the host in float64.",
  ].join("\n\n");
}
