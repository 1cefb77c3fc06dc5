// What all kernels share. Compiled at run time with REAL = float or double, the type of rows, slopes and margins;
// sums over rows are double. No kernel adds atomically: every sum has one order, which depends on the request and the
// problem alone, never on how many shards are on the device.
typedef unsigned long long u64;
typedef long long i64;

#define WARP 32
#define ALL_LANES 0xffffffffu

// Sum over the lanes of a warp; the butterfly gives all lanes the same bits.
template <typename T>
__device__ T warp_sum(T value) {
#pragma unroll
  for (int other = WARP / 2; other > 0; other /= 2) {
    value += __shfl_xor_sync(ALL_LANES, value, other);
  }
  return value;
}

// Sum over a block of THREADS threads, in thread 0.
template <int THREADS>
__device__ double block_sum(double value) {
  __shared__ double warps[THREADS / WARP];
  value = warp_sum(value);
  __syncthreads();
  if (threadIdx.x % WARP == 0) {
    warps[threadIdx.x / WARP] = value;
  }
  __syncthreads();
  double sum = 0;
  if (threadIdx.x == 0) {
    for (int warp = 0; warp < THREADS / WARP; warp++) {
      sum += warps[warp];
    }
  }
  return sum;
}

// Rows of the problem that a request asks for: the positions [from, to) of an epoch, dealt to shards in turn, or all
// rows as they lie where to < 0.
struct Request {
  i64 from;
  i64 to;
  i64 shards;
  int first;           // number of the group's first shard in the problem
  const int *starts;   // of the group's shards: the first row of each, and behind them the number of rows
  const int *order;    // by slot of a shard, behind its start: its row within the shard; of the epoch
};

// The rows of one shard that are asked for: row(i) for i below count.
struct Asked {
  int start;
  int slot;
  int count;
  const int *order;

  __device__ Asked(const Request &request, int shard) {
    start = request.starts[shard];
    if (request.to < 0) {
      slot = 0;
      count = request.starts[shard + 1] - start;
      order = 0;
    } else {
      slot = slot_of(request, shard, request.from);
      count = slot_of(request, shard, request.to) - slot;
      order = request.order + start;
    }
  }

  // First slot of a shard at or after a position: position g is slot g / S of shard g mod S.
  __device__ static int slot_of(const Request &request, int shard, i64 position) {
    return (int)((position - (request.first + shard) + request.shards - 1) / request.shards);
  }

  __device__ int row(int i) const { return start + (order ? order[slot + i] : i); }
};

// What becomes of slopes at an anchor.
#define PLAIN 0     // there is no anchor
#define KEEP 1      // they are computed here, and kept by row
#define CORRECT 2   // they were kept: the coefficient times them is taken away
