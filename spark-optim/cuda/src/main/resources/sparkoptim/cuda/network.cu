// What lies between the matrix products of a network of dense layers. ACTIVATION is the place of the activation in
// sparkoptim.core.network.Activation.
#define RELU 0
#define TANH 1
#define SIGMOID 2
#define THREADS 128
#define ROWS_OF_CHUNK 64

__device__ __forceinline__ REAL exponential_of(REAL x) { return sizeof(REAL) == 4 ? (REAL)expf((float)x) : (REAL)exp((double)x); }

// Adds biases to the sums of a layer, and applies its activation. Grid-stride over rows * width values.
extern "C" __global__ void activate(REAL *sums, i64 count, int width, const double *biases) {
  for (i64 i = blockIdx.x * (i64)blockDim.x + threadIdx.x; i < count; i += (i64)gridDim.x * blockDim.x) {
    const REAL x = sums[i] + (REAL)biases[i % width];
#if ACTIVATION == RELU
    sums[i] = x > 0 ? x : (REAL)0;
#elif ACTIVATION == TANH
    sums[i] = sizeof(REAL) == 4 ? (REAL)tanhf((float)x) : (REAL)tanh((double)x);
#else
    sums[i] = 1 / (1 + exponential_of(-x));
#endif
  }
}

// Multiplies slopes by the activation's derivative, which its outputs tell. Grid-stride.
extern "C" __global__ void times_derivative(const REAL *outputs, i64 count, REAL *slopes) {
  for (i64 i = blockIdx.x * (i64)blockDim.x + threadIdx.x; i < count; i += (i64)gridDim.x * blockDim.x) {
    const REAL y = outputs[i];
#if ACTIVATION == RELU
    slopes[i] = y > 0 ? slopes[i] : (REAL)0;
#elif ACTIVATION == TANH
    slopes[i] *= 1 - y * y;
#else
    slopes[i] *= y * (1 - y);
#endif
  }
}

// Sums of the columns of a matrix, by chunks of rows. Grid: columns / THREADS x chunks.
extern "C" __global__ void __launch_bounds__(THREADS) column_chunks(
    const REAL *matrix, int rows, int width, double *chunks) {
  const int column = blockIdx.x * THREADS + threadIdx.x;
  if (column >= width) {
    return;
  }
  const int end = min(rows, (int)(blockIdx.y + 1) * ROWS_OF_CHUNK);
  REAL sum = 0;
#pragma unroll 8
  for (int row = blockIdx.y * ROWS_OF_CHUNK; row < end; row++) {
    sum += matrix[(i64)row * width + column];
  }
  chunks[(i64)blockIdx.y * width + column] = sum;
}

// Adds reals to double sums. Grid-stride.
extern "C" __global__ void add_reals(const REAL *from, i64 count, double *to) {
  for (i64 i = blockIdx.x * (i64)blockDim.x + threadIdx.x; i < count; i += (i64)gridDim.x * blockDim.x) {
    to[i] += from[i];
  }
}

// Adds up chunk sums of a matrix of `row` columns, `width` of them from `column` on, and adds that to sums. A thread per
// column.
extern "C" __global__ void add_chunks(const double *chunks, int count, int row, int column, int width, double *to) {
  const int mine = blockIdx.x * blockDim.x + threadIdx.x;
  if (mine >= width) {
    return;
  }
  double sum = 0;
#pragma unroll 8
  for (int chunk = 0; chunk < count; chunk++) {
    sum += chunks[(i64)chunk * row + column + mine];
  }
  to[mine] += sum;
}
