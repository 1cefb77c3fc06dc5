// Sums of sums, all double: of the chunks of a shard, and of shards in the fixed tree of sparkoptim.core.reduce.
#define COLUMNS_OF_BLOCK 32
#define TURNS 8
#define LEAVES 256
#define TREE_COLUMNS 16
#define TREE_THREADS 32

// Of the chunk sums of every shard, `width` of `row` columns from `column` on become columns `place` and on of the
// shard's sums. Grid: columns / 32 x shards, blocks of 32 x TURNS threads: each turn takes every TURNS-th chunk, then
// the turns are added in order.
extern "C" __global__ void chunk_sums(
    const double *chunks, int count, int row, int column, int width, double *sums, i64 sums_of_shard, i64 place) {
  __shared__ double turns[TURNS][COLUMNS_OF_BLOCK];
  const int mine = blockIdx.x * COLUMNS_OF_BLOCK + threadIdx.x;
  double sum = 0;
  if (mine < width) {
    const double *from = chunks + (i64)blockIdx.y * count * row + column + mine;
    for (int chunk = threadIdx.y; chunk < count; chunk += TURNS) {
      sum += from[(i64)chunk * row];
    }
  }
  turns[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y == 0 && mine < width) {
    for (int turn = 1; turn < TURNS; turn++) {
      sum += turns[turn][threadIdx.x];
    }
    sums[blockIdx.y * sums_of_shard + place + mine] = sum;
  }
}

// Sum of leaves [from, from + count) of one column, count being the size of a subtree.
__device__ double subtree(const double *column, i64 stride, int from, int count, int all) {
  double levels[5];
  int done = 0;
  const int end = min(from + count, all);
  for (int leaf = from; leaf < end; leaf++) {
    double value = column[leaf * stride];
    int level = 0;
    for (int bits = done; bits & 1; bits >>= 1) {
      value = levels[level++] + value;
    }
    levels[level] = value;
    done++;
  }
  double sum = 0;
  bool some = false;
  for (int level = 0; level < 5; level++) {
    if ((done >> level) & 1) {
      sum = some ? levels[level] + sum : levels[level];
      some = true;
    }
  }
  return sum;
}

// The sum of `leaves` shards, up to 4,096, in the fixed tree. Grid: columns / TREE_COLUMNS, blocks of TREE_COLUMNS x
// TREE_THREADS threads.
extern "C" __global__ void tree_sums(const double *sums, i64 sums_of_shard, i64 width, int leaves, double *result) {
  __shared__ double tree[LEAVES][TREE_COLUMNS];
  const i64 column = (i64)blockIdx.x * TREE_COLUMNS + threadIdx.x;
  int run = 1;
  while (run * LEAVES < leaves) {
    run *= 2;
  }
  const int runs = (leaves + run - 1) / run;
  if (column < width) {
    for (int i = threadIdx.y; i < runs; i += TREE_THREADS) {
      tree[i][threadIdx.x] = run == 1 ? sums[i * sums_of_shard + column]
                                      : subtree(sums + column, sums_of_shard, i * run, run, leaves);
    }
  }
  for (int half = 1; half < runs; half *= 2) {
    __syncthreads();
    for (int i = 2 * half * threadIdx.y; i + half < runs; i += 2 * half * TREE_THREADS) {
      tree[i][threadIdx.x] += tree[i + half][threadIdx.x];
    }
  }
  __syncthreads();
  if (threadIdx.y == 0 && column < width) {
    result[column] = tree[0][threadIdx.x];
  }
}

// Sums of type REAL become double ones. Grid-stride over count values of each shard; grid: any x shards.
extern "C" __global__ void widen(const REAL *from, i64 count, double *to, i64 sums_of_shard) {
  for (i64 i = blockIdx.x * (i64)blockDim.x + threadIdx.x; i < count; i += (i64)gridDim.x * blockDim.x) {
    to[blockIdx.y * sums_of_shard + i] = from[blockIdx.y * count + i];
  }
}

// A point in REAL. Grid-stride.
extern "C" __global__ void narrow(const double *from, i64 count, REAL *to) {
  for (i64 i = blockIdx.x * (i64)blockDim.x + threadIdx.x; i < count; i += (i64)gridDim.x * blockDim.x) {
    to[i] = (REAL)from[i];
  }
}
