/* A product in the order of sums that Glissade promises, as plain loops: rows of b at a time, so that compilers make vectors. */
#include <stddef.h>

enum { block = 256, width = 64 };

void product(float *out, const float *a, const float *b, int rows, int inner, int columns) {
  for (int j0 = 0; j0 < columns; j0 += width)
    for (int k0 = 0; k0 < inner; k0 += block) {
      const int wide = columns - j0 < width ? columns - j0 : width;
      const int end = inner - k0 < block ? inner : k0 + block;
      for (int i = 0; i < rows; i++) {
        float sums[width] = {0};
        if (wide == width)
          for (int k = k0; k < end; k++)
            for (int j = 0; j < width; j++) sums[j] += a[(size_t)i * inner + k] * b[(size_t)k * columns + j0 + j];
        else
          for (int k = k0; k < end; k++)
            for (int j = 0; j < wide; j++) sums[j] += a[(size_t)i * inner + k] * b[(size_t)k * columns + j0 + j];
        float *const to = out + (size_t)i * columns + j0;
        for (int j = 0; j < wide; j++) to[j] = k0 ? to[j] + sums[j] : sums[j];
      }
    }
}
