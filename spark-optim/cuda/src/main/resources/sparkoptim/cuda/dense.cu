// The gradient of a linear model with one margin a row over dense rows of up to 1,024 features, in one pass over the
// rows: a warp holds a row in registers from its inner product to its part of the sum. A row is read in pieces of 16
// bytes, VECTORS of them by each lane; a warp works on ROWS rows at once, so that as many loads are under way.
#define THREADS 256
#define WARPS (THREADS / WARP)
#define WIDTH (16 / (int)sizeof(REAL))

union Piece {
  int4 bits;
  REAL values[WIDTH];
};

// Grid: chunks of a shard's rows x shards. Of each chunk features + 2 sums: of the features, the intercept, the losses.
extern "C" __global__ void __launch_bounds__(THREADS) dense_gradient(
    Request request, int shard, int chunk, const REAL *rows, int stride, int features, int intercept,
    const REAL *labels, const REAL *weights, const double *point, int mode, double coefficient, REAL *slopes, double *sums) {
  __shared__ double columns[VECTORS * WARP * WIDTH];
  __shared__ double of_warps[2][WARPS];
  const int lane = threadIdx.x % WARP;
  const int warp = threadIdx.x / WARP;
  const Asked asked(request, shard + blockIdx.y);
  const int end = min(asked.count, (int)(blockIdx.x + 1) * chunk);
  const int pieces = stride / WIDTH;
  REAL x[VECTORS][WIDTH];
  REAL sum[VECTORS][WIDTH];
#pragma unroll
  for (int v = 0; v < VECTORS; v++) {
#pragma unroll
    for (int k = 0; k < WIDTH; k++) {
      int column = (v * WARP + lane) * WIDTH + k;
      x[v][k] = column < features ? (REAL)point[column] : (REAL)0;
      sum[v][k] = 0;
    }
  }
  const REAL constant = intercept ? (REAL)point[features] : (REAL)0;
  const REAL factor = (REAL)coefficient;
  double slope_sum = 0;
  double loss_sum = 0;

  for (int base = blockIdx.x * chunk + warp * ROWS; base < end; base += WARPS * ROWS) {
    // Lane r looks after row r; the others, and those past the end, after none.
    const bool mine = lane < ROWS && base + lane < end;
    const int own = mine ? asked.row(base + lane) : 0;
    Piece row[ROWS][VECTORS];
#pragma unroll
    for (int r = 0; r < ROWS; r++) {
      const int number = __shfl_sync(ALL_LANES, own, r);
      const int4 *at = (const int4 *)(rows + (i64)number * stride);
#pragma unroll
      for (int v = 0; v < VECTORS; v++) {
        const int piece = v * WARP + lane;
        row[r][v].bits = piece < pieces && base + r < end ? __ldcs(at + piece) : make_int4(0, 0, 0, 0);
      }
    }
    REAL margin = 0;
#pragma unroll
    for (int r = 0; r < ROWS; r++) {
      REAL product = 0;
#pragma unroll
      for (int v = 0; v < VECTORS; v++) {
#pragma unroll
        for (int k = 0; k < WIDTH; k++) {
          product += row[r][v].values[k] * x[v][k];
        }
      }
      product = warp_sum(product);
      margin = lane == r ? product + constant : margin;
    }
    REAL weighted = 0;
    if (mine) {
      REAL loss;
      REAL slope;
      evaluate_loss(labels[own], margin, loss, slope);
      if (mode == KEEP) {
        slopes[own] = slope;
      } else if (mode == CORRECT) {
        slope -= factor * slopes[own];
      }
      const REAL weight = weights ? weights[own] : (REAL)1;
      weighted = weight * slope;
      slope_sum += weighted;
      loss_sum += (double)weight * loss;
    }
#pragma unroll
    for (int r = 0; r < ROWS; r++) {
      const REAL slope = __shfl_sync(ALL_LANES, weighted, r);
#pragma unroll
      for (int v = 0; v < VECTORS; v++) {
#pragma unroll
        for (int k = 0; k < WIDTH; k++) {
          sum[v][k] += slope * row[r][v].values[k];
        }
      }
    }
  }
  if (!sums) {
    return;
  }

  // One warp after the other, in order.
  for (int turn = 0; turn < WARPS; turn++) {
    if (warp == turn) {
#pragma unroll
      for (int v = 0; v < VECTORS; v++) {
#pragma unroll
        for (int k = 0; k < WIDTH; k++) {
          const int column = (v * WARP + lane) * WIDTH + k;
          columns[column] = turn == 0 ? (double)sum[v][k] : columns[column] + sum[v][k];
        }
      }
    }
    __syncthreads();
  }
  slope_sum = warp_sum(slope_sum);
  loss_sum = warp_sum(loss_sum);
  if (lane == 0) {
    of_warps[0][warp] = slope_sum;
    of_warps[1][warp] = loss_sum;
  }
  __syncthreads();
  double *to = sums + ((i64)blockIdx.y * gridDim.x + blockIdx.x) * (features + 2);
  for (int column = threadIdx.x; column < features; column += THREADS) {
    to[column] = columns[column];
  }
  if (threadIdx.x < 2) {
    double total = 0;
    for (int other = 0; other < WARPS; other++) {
      total += of_warps[threadIdx.x][other];
    }
    to[features + threadIdx.x] = total;
  }
}
