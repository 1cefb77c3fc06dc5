// Linear models over compressed sparse rows. The rows lie twice: by rows for the margins, by columns for the sums, so
// that neither adds to one place from several threads.
#define THREADS 256
#define LANES_OF_ROW 8

// Slopes of all rows of shards. Grid: chunks of a shard's rows x shards; LANES_OF_ROW lanes to a row. Of each chunk
// OUTPUTS + 1 sums: of slopes, then of losses. The slopes with their weights go to `weighted`.
extern "C" __global__ void __launch_bounds__(THREADS) sparse_slopes(
    Request request, int shard, int chunk, const i64 *offsets, const int *columns, const REAL *values, int intercept,
    const REAL *labels, const REAL *weights, const REAL *point, int features, int mode, double coefficient, REAL *kept,
    REAL *weighted, double *sums) {
  const Asked asked(request, shard + blockIdx.y);
  const int end = min(asked.count, (int)(blockIdx.x + 1) * chunk);
  const int lane = threadIdx.x % LANES_OF_ROW;
  double loss_sum = 0;
  double slope_sum[OUTPUTS];
#pragma unroll
  for (int k = 0; k < OUTPUTS; k++) {
    slope_sum[k] = 0;
  }
  for (int base = blockIdx.x * chunk; base < end; base += THREADS / LANES_OF_ROW) {
    const int i = base + threadIdx.x / LANES_OF_ROW;
    const bool there = i < end;
    const int row = asked.start + (there ? i : 0);
    REAL margins[OUTPUTS];
#pragma unroll
    for (int k = 0; k < OUTPUTS; k++) {
      margins[k] = 0;
    }
    if (there) {
      const i64 to = offsets[row + 1];
#pragma unroll 4
      for (i64 at = offsets[row] + lane; at < to; at += LANES_OF_ROW) {
        const REAL value = __ldcs(values + at);
        const REAL *of_column = point + (i64)__ldcs(columns + at) * OUTPUTS;
#pragma unroll
        for (int k = 0; k < OUTPUTS; k++) {
          margins[k] += value * of_column[k];
        }
      }
    }
#pragma unroll
    for (int k = 0; k < OUTPUTS; k++) {
#pragma unroll
      for (int other = LANES_OF_ROW / 2; other > 0; other /= 2) {
        margins[k] += __shfl_xor_sync(ALL_LANES, margins[k], other);
      }
      margins[k] += intercept ? point[(i64)features * OUTPUTS + k] : (REAL)0;
    }
    if (there && lane == 0) {
      const REAL weight = weights ? weights[row] : (REAL)1;
      loss_sum += (double)weight * slopes_of(labels[row], margins);
#pragma unroll
      for (int k = 0; k < OUTPUTS; k++) {
        REAL slope = margins[k];
        if (mode == KEEP) {
          kept[(i64)row * OUTPUTS + k] = slope;
        } else if (mode == CORRECT) {
          slope -= (REAL)coefficient * kept[(i64)row * OUTPUTS + k];
        }
        weighted[(i64)row * OUTPUTS + k] = weight * slope;
        slope_sum[k] += (double)weight * slope;
      }
    }
  }
  double *to = sums + ((i64)blockIdx.y * gridDim.x + blockIdx.x) * (OUTPUTS + 1);
#pragma unroll
  for (int k = 0; k < OUTPUTS; k++) {
    const double total = block_sum<THREADS>(slope_sum[k]);
    if (threadIdx.x == 0) {
      to[k] = total;
    }
  }
  loss_sum = block_sum<THREADS>(loss_sum);
  if (threadIdx.x == 0) {
    to[OUTPUTS] = loss_sum;
  }
}

// Neighbouring columns of one shard with TILE entries together at most, or one longer column.
struct Tile {
  int shard;        // of the group
  int first;        // column
  int columns;
  int entries;
  i64 at;           // first entry
};

// Sums of columns. Grid: tiles, all of one kind: short ones here. A thread multiplies entries as they lie, into shared
// memory, and then adds those of its columns in their order.
extern "C" __global__ void __launch_bounds__(THREADS) sparse_columns(
    const Tile *tiles, int shard, i64 features, const int *ends, const int *rows, const REAL *values, const REAL *weighted,
    double *sums, i64 sums_of_shard) {
  __shared__ REAL products[TILE * OUTPUTS];
  const Tile tile = tiles[blockIdx.x];
  for (int i = threadIdx.x; i < tile.entries; i += THREADS) {
    const REAL value = __ldcs(values + tile.at + i);
    const REAL *slopes = weighted + (i64)__ldcs(rows + tile.at + i) * OUTPUTS;
#pragma unroll
    for (int k = 0; k < OUTPUTS; k++) {
      products[i * OUTPUTS + k] = value * slopes[k];
    }
  }
  __syncthreads();
  double *to = sums + (tile.shard - shard) * sums_of_shard + (i64)tile.first * OUTPUTS;
  for (int place = threadIdx.x; place < tile.columns * OUTPUTS; place += THREADS) {
    const int column = place / OUTPUTS;
    const int k = place % OUTPUTS;
    // Entries are counted within the tile.
    const int *end = ends + tile.shard * features + tile.first;
    int from = column == 0 ? 0 : end[column - 1];
    const int until = end[column];
    double sum = 0;
    for (int i = from; i < until; i++) {
      sum += products[i * OUTPUTS + k];
    }
    to[place] = sum;
  }
}

// The same for tiles of one long column each. Where `room` is not 0, rows are counted within their shard, and the k-th
// shard's slopes begin at k * room.
extern "C" __global__ void __launch_bounds__(THREADS) sparse_long_columns(
    const Tile *tiles, int shard, i64 room, const int *rows, const REAL *values, const REAL *weighted, double *sums,
    i64 sums_of_shard) {
  const Tile tile = tiles[blockIdx.x];
  double own[OUTPUTS];
#pragma unroll
  for (int k = 0; k < OUTPUTS; k++) {
    own[k] = 0;
  }
#pragma unroll 4
  for (int i = threadIdx.x; i < tile.entries; i += THREADS) {
    const REAL value = __ldcs(values + tile.at + i);
    const REAL *slopes = weighted + ((tile.shard - shard) * room + __ldcs(rows + tile.at + i)) * OUTPUTS;
#pragma unroll
    for (int k = 0; k < OUTPUTS; k++) {
      own[k] += value * slopes[k];
    }
  }
#pragma unroll
  for (int k = 0; k < OUTPUTS; k++) {
    const double sum = block_sum<THREADS>(own[k]);
    if (threadIdx.x == 0) {
      sums[(tile.shard - shard) * sums_of_shard + (i64)tile.first * OUTPUTS + k] = sum;
    }
  }
}
