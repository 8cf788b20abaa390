/**
 * SOAP's directions: Adam in the eigenbases of Shampoo's two matrices.
 * Vyas, Morwani, Zhao, Kwun, Shapira, Brandfonbrener, Janson, Kakade: SOAP: Improving and Stabilizing Shampoo using Adam, ICLR 2025,
 * Algorithm 3.
 */
import { matrixRule } from "../compose/matrix-rule.ts";

const common = {
  hyper: { b1: 0.95, b2: 0.95, b3: 0.95, eps: 1e-8, every: 10 },
  bounds: { eps: "(0, inf)", every: "whole [1, inf)" },
  presentPowers: true,
} as const;

/** In the eigenbases of both sides. S and T put the eigenvalues in order, which have moved since. */
export const soapOfBoth = matrixRule({
  ...common,
  name: "soap",
  state: { M: 0, V: 0, L: 0, R: 0, QL: 0, QR: 0 },
  squares: { L: "rows", QL: "rows", R: "columns", QR: "columns" },
  text: `
    M = where(t > 1, b1*M + (1 - b1)*g, M)
    G = QL' @ g @ QR
    V = b2*V + (1 - b2)*G.^2
    N = (QL' @ M @ QR) ./ (sqrt(V) .+ eps)
    c = where(t > 1, sqrt(1 - b2^(t - 1)) / (1 - b1^(t - 1)), 0)
    u = c*(QL @ N @ QR')
    L = b3*L + (1 - b3)*g @ g'
    R = b3*R + (1 - b3)*g' @ g
    when t == 1 { QL = eigh(L); QR = eigh(R) }
    when t > 1 && t - 1 == every*floor((t - 1) / every) {
      S = sorting(QL' @ L @ QL); QL = qr(L @ QL @ S)
      T = sorting(QR' @ R @ QR); QR = qr(R @ QR @ T)
      V = S' @ V @ T
    }`,
});

/** In the eigenbasis of rows, where columns are too many. */
export const soapOfRows = matrixRule({
  ...common,
  name: "soapOfRows",
  state: { M: 0, V: 0, L: 0, QL: 0 },
  squares: { L: "rows", QL: "rows" },
  text: `
    M = where(t > 1, b1*M + (1 - b1)*g, M)
    G = QL' @ g
    V = b2*V + (1 - b2)*G.^2
    N = (QL' @ M) ./ (sqrt(V) .+ eps)
    c = where(t > 1, sqrt(1 - b2^(t - 1)) / (1 - b1^(t - 1)), 0)
    u = c*(QL @ N)
    L = b3*L + (1 - b3)*g @ g'
    when t == 1 { QL = eigh(L) }
    when t > 1 && t - 1 == every*floor((t - 1) / every) {
      S = sorting(QL' @ L @ QL); QL = qr(L @ QL @ S); V = S' @ V
    }`,
});

/** In the eigenbasis of columns, where rows are too many. */
export const soapOfColumns = matrixRule({
  ...common,
  name: "soapOfColumns",
  state: { M: 0, V: 0, R: 0, QR: 0 },
  squares: { R: "columns", QR: "columns" },
  text: `
    M = where(t > 1, b1*M + (1 - b1)*g, M)
    G = g @ QR
    V = b2*V + (1 - b2)*G.^2
    N = (M @ QR) ./ (sqrt(V) .+ eps)
    c = where(t > 1, sqrt(1 - b2^(t - 1)) / (1 - b1^(t - 1)), 0)
    u = c*(N @ QR')
    R = b3*R + (1 - b3)*g' @ g
    when t == 1 { QR = eigh(R) }
    when t > 1 && t - 1 == every*floor((t - 1) / every) {
      T = sorting(QR' @ R @ QR); QR = qr(R @ QR @ T); V = V @ T
    }`,
});
