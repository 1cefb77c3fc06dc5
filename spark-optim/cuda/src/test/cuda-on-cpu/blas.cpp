// cuBLAS: products of matrices, by their definition.
#include <vector>

#include "device.h"
#undef asm

namespace {
constexpr int EXECUTION_FAILED = 13;

struct Handle {
  void *stream = nullptr;
};

template <typename T>
int multiply(Handle *handle, int op_a, int op_b, int m, int n, int k, const T *alpha, const T *a, int lda, const T *b,
    int ldb, const T *beta, T *c, int ldc) {
  std::lock_guard<std::recursive_mutex> lock(cpu_mutex);
  const T factor = *alpha;
  const T kept = *beta;
  // Columns come first; from one i to the next, and from one l to the next.
  const size_t a_i = op_a ? lda : 1, a_l = op_a ? 1 : lda;
  const size_t b_l = op_b ? ldb : 1, b_j = op_b ? 1 : ldb;
  const int error = cpu_later(handle->stream, [=] {
    std::vector<T> column(m);
    for (size_t j = 0; j < static_cast<size_t>(n); j++) {
      std::fill(column.begin(), column.end(), T(0));
      for (size_t l = 0; l < static_cast<size_t>(k); l++) {
        const T value = b[l * b_l + j * b_j];
        for (size_t i = 0; i < static_cast<size_t>(m); i++) {
          column[i] += a[i * a_i + l * a_l] * value;
        }
      }
      for (size_t i = 0; i < static_cast<size_t>(m); i++) {
        T &to = c[i + j * ldc];
        to = factor * column[i] + (kept == 0 ? T(0) : kept * to);
      }
    }
  });
  return error ? EXECUTION_FAILED : 0;
}
} // namespace

extern "C" {
int cublasCreate_v2(Handle **handle) {
  *handle = new Handle;
  return 0;
}
int cublasDestroy_v2(Handle *handle) {
  delete handle;
  return 0;
}
int cublasSetStream_v2(Handle *handle, void *stream) {
  handle->stream = stream;
  return 0;
}
int cublasSetWorkspace_v2(Handle *, void *, size_t) { return 0; }
int cublasGetProperty(int part, int *value) {
  *value = part == 0 ? 13 : 0;
  return 0;
}
const char *cublasGetStatusName(int) { return "CUBLAS_STATUS_UNKNOWN"; }
int cublasSgemm_v2(Handle *handle, int op_a, int op_b, int m, int n, int k, const float *alpha, const float *a, int lda,
    const float *b, int ldb, const float *beta, float *c, int ldc) {
  return multiply(handle, op_a, op_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}
int cublasDgemm_v2(Handle *handle, int op_a, int op_b, int m, int n, int k, const double *alpha, const double *a,
    int lda, const double *b, int ldb, const double *beta, double *c, int ldc) {
  return multiply(handle, op_a, op_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}
}
