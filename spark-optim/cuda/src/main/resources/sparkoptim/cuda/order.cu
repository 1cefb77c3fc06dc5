// The order in which an epoch visits the rows of every shard, with the bits of sparkoptim.core.data.RowOrder and
// CounterRandom: the blocks are permuted, then the rows inside each.
#define GOLDEN 0x9E3779B97F4A7C15ull

__device__ u64 mix(u64 z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

__device__ u64 key(u64 key, u64 value) { return mix((key ^ mix(value + GOLDEN)) + GOLDEN); }

__device__ int below(u64 key, u64 counter, int bound) {
  const u64 bits = mix(key + (counter + 1) * GOLDEN);
  const u64 low = ((bits & 0xffffffffull) * bound) >> 32;
  return (int)(((bits >> 32) * bound + low) >> 32);
}

// Fisher and Yates, inside out.
__device__ void permute(u64 key, int length, int *order) {
  for (int i = 0; i < length; i++) {
    const int j = below(key, i, i + 1);
    order[i] = order[j];
    order[j] = i;
  }
}

// First slot of every block, within its shard. A thread per shard; `order` has room for one number a block.
// firsts: of the group's shards the first block of each, and behind them the number of blocks; rows: of every block the
// first row of the group, and behind them the number of rows.
extern "C" __global__ void block_order(
    u64 seed, i64 epoch, int first, int shards, const int *firsts, const int *rows, int *order, int *slots) {
  const int shard = blockIdx.x * blockDim.x + threadIdx.x;
  if (shard >= shards) {
    return;
  }
  const int from = firsts[shard];
  const int blocks = firsts[shard + 1] - from;
  permute(key(key(seed, (u64)(first + shard)), (u64)epoch), blocks, order + from);
  int slot = 0;
  for (int place = 0; place < blocks; place++) {
    const int block = from + order[from + place];
    slots[block] = slot;
    slot += rows[block + 1] - rows[block];
  }
}

// The rows of every block at its slots. A thread per block; shard_of: the group's shard of every block.
extern "C" __global__ void row_order(
    u64 seed, i64 epoch, int first, int blocks, const int *shard_of, const int *firsts, const int *rows,
    const int *slots, int *order) {
  const int block = blockIdx.x * blockDim.x + threadIdx.x;
  if (block >= blocks) {
    return;
  }
  const int shard = shard_of[block];
  const int start = rows[firsts[shard]];
  const int index = block - firsts[shard];
  const int length = rows[block + 1] - rows[block];
  int *to = order + start + slots[block];
  const u64 of_epoch = key(key(seed, (u64)(first + shard)), (u64)epoch);
  permute(key(of_epoch, (u64)index), length, to);
  for (int i = 0; i < length; i++) {
    to[i] += rows[block] - start;
  }
}

// Rows that a request asks for, the first `skip` of each shard left out, side by side: row i of shard s at s * room + i,
// zeros where a shard has fewer. Grid: a block per row x shards.
extern "C" __global__ void gather_rows(
    Request request, int shard, int skip, int room, const REAL *rows, int stride, REAL *to) {
  const Asked asked(request, shard + blockIdx.y);
  REAL *mine = to + ((i64)blockIdx.y * room + blockIdx.x) * stride;
  const int i = skip + blockIdx.x;
  const REAL *from = i < asked.count ? rows + (i64)asked.row(i) * stride : 0;
  for (int column = threadIdx.x; column < stride; column += blockDim.x) {
    mine[column] = from ? from[column] : (REAL)0;
  }
}
