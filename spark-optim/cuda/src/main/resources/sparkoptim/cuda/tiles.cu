// Products of wide sparse rows and a vector, and of their transposed and a vector. Reading such a vector at random from
// the L2 cache is what such products wait for: so a block of threads owns OWNED results, in registers, and takes the
// vector range by range into shared memory, with the entries between its results and that range: a tile.
#define THREADS 1024
#define OWNED_EACH (OWNED / THREADS)
#define WARPS (THREADS / WARP)
#define DEPTH 4
typedef unsigned char u8;
typedef unsigned short u16;

// A block's results: `count` of them from `first` on, of one shard, and its tiles, one a range of the vector. In a tile
// 32 neighbouring results are a group: its entries are the first ones of all that have any, then the second ones and so
// on, so that a warp reads them side by side.
struct Owner {
  int shard;
  int first;
  int count;
  int ranges;
  i64 tile;   // number of its first tile
  i64 group;  // number of its first group
};

struct Tiles {
  const Owner *owners;
  const i64 *starts;    // by tile: its first entry
  const int *bases;     // by group: its first entry, from the tile's on
  const u8 *counts;     // by result in a group: its entries in the tile
  const u16 *places;    // by entry: its place in the range
  const REAL *values;   // by entry
};

// Writes each result by `write(place in the shard, value)`; the shard's vector has `length` elements.
template <typename Write>
__device__ void tile_products(const Tiles &tiles, const Owner &owner, const REAL *vector, int length, Write write) {
  extern __shared__ REAL range[];
  const int lane = threadIdx.x % WARP;
  const int groups = (owner.count + WARP - 1) / WARP;
  const unsigned before = (1u << lane) - 1;
  REAL sums[OWNED_EACH];
#pragma unroll
  for (int j = 0; j < OWNED_EACH; j++) {
    sums[j] = 0;
  }
  for (int q = 0; q < owner.ranges; q++) {
    const int from = q * RANGE;
    const int until = min(RANGE, length - from);
    __syncthreads();
#pragma unroll 4
    for (int i = threadIdx.x; i < until; i += THREADS) {
      range[i] = vector[from + i];
    }
    __syncthreads();
    const i64 start = tiles.starts[owner.tile + q];
    const i64 first_group = owner.group + (i64)q * groups;
    const REAL *values = tiles.values + start;
    const u16 *places = tiles.places + start;
    const u8 *counts = tiles.counts + first_group * WARP;
    const int *bases = tiles.bases + first_group;
    const int mine = threadIdx.x / WARP;
    int next_count = mine < groups ? counts[mine * WARP + lane] : 0;
    int next_base = mine < groups ? bases[mine] : 0;
#pragma unroll
    for (int j = 0; j < OWNED_EACH; j++) {
      const int count = next_count;
      int at = next_base;
      // What the next group needs is on its way while this one is added up.
      const int next = (j + 1) * WARPS + mine;
      const bool more = j + 1 < OWNED_EACH && next < groups;
      next_count = more ? counts[next * WARP + lane] : 0;
      next_base = more ? bases[next] : 0;
      REAL sum = 0;
      // Several at a time, so that no load waits for the one before.
      for (int k = 0; __any_sync(ALL_LANES, count > k); k += DEPTH) {
        REAL value[DEPTH];
        int place[DEPTH];
#pragma unroll
        for (int d = 0; d < DEPTH; d++) {
          const unsigned those = __ballot_sync(ALL_LANES, count > k + d);
          const int from_here = at + __popc(those & before);
          at += __popc(those);
          const bool there = count > k + d;
          value[d] = there ? __ldcs(values + from_here) : (REAL)0;
          place[d] = there ? __ldcs(places + from_here) : 0;
        }
#pragma unroll
        for (int d = 0; d < DEPTH; d++) {
          sum += value[d] * range[place[d]];
        }
      }
      sums[j] += sum;
    }
  }
#pragma unroll
  for (int j = 0; j < OWNED_EACH; j++) {
    const int i = j * THREADS + threadIdx.x;
    if (i < owner.count) {
      write(owner.first + i, sums[j]);
    }
  }
}

// Margins of the rows of shards from `shard` on, the intercept left out; row i of the k-th of them goes to k * room + i.
// Grid: owners.
extern "C" __global__ void __launch_bounds__(THREADS, 1) tile_margins(
    Tiles tiles, i64 owner_from, int shard, i64 room, const REAL *point, int features, REAL *margins) {
  const Owner owner = tiles.owners[owner_from + blockIdx.x];
  REAL *to = margins + (owner.shard - shard) * room;
  tile_products(tiles, owner, point, features, [&](int place, REAL value) { to[place] = value; });
}

// Sums of columns of the same shards, from slopes that lie as the margins did. Grid: owners.
extern "C" __global__ void __launch_bounds__(THREADS, 1) tile_columns(
    Tiles tiles, i64 owner_from, int shard, i64 room, const int *starts, const REAL *weighted, double *sums,
    i64 sums_of_shard) {
  const Owner owner = tiles.owners[owner_from + blockIdx.x];
  const int rows = starts[owner.shard + 1] - starts[owner.shard];
  const int k = owner.shard - shard;
  double *to = sums + k * sums_of_shard;
  tile_products(tiles, owner, weighted + k * room, rows, [&](int place, REAL value) { to[place] = value; });
}
