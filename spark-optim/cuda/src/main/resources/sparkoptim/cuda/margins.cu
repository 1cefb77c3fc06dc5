// From the margins of rows, which a matrix product has left in place, to their slopes.
#define THREADS 256

// Grid: chunks of THREADS rows x shards. Row i of shard s, the first `skip` rows left out, has its margins at
// (s * room + i) * OUTPUTS; where a shard has fewer rows than room, the rest become zeros. `constants`: what is added to
// all margins, or null. Slopes are multiplied by the factor and their weights. Of each chunk OUTPUTS + 1 sums: of
// slopes, then of losses, these without the factor.
extern "C" __global__ void __launch_bounds__(THREADS) margin_slopes(
    Request request, int shard, int skip, int room, REAL *margins, const double *constants, const REAL *labels,
    const REAL *weights, double factor, int mode, double coefficient, REAL *kept, double *sums) {
  const Asked asked(request, shard + blockIdx.y);
  const int i = blockIdx.x * THREADS + threadIdx.x;
  REAL *mine = margins + ((i64)blockIdx.y * room + i) * OUTPUTS;
  const bool there = i < room && skip + i < asked.count;
  double loss = 0;
  if (there) {
    const int row = asked.row(skip + i);
    for (int k = 0; constants && k < OUTPUTS; k++) {
      mine[k] += (REAL)constants[k];
    }
    const REAL weight = weights ? weights[row] : (REAL)1;
    loss = (double)weight * slopes_of(labels[row], mine);
    for (int k = 0; k < OUTPUTS; k++) {
      REAL slope = mine[k];
      if (mode == KEEP) {
        kept[(i64)row * OUTPUTS + k] = slope;
      } else if (mode == CORRECT) {
        slope -= (REAL)coefficient * kept[(i64)row * OUTPUTS + k];
      }
      mine[k] = (REAL)factor * weight * slope;
    }
  } else if (i < room) {
    for (int k = 0; k < OUTPUTS; k++) {
      mine[k] = 0;
    }
  }
  double *to = sums + ((i64)blockIdx.y * gridDim.x + blockIdx.x) * (OUTPUTS + 1);
  for (int k = 0; k < OUTPUTS; k++) {
    const double total = block_sum<THREADS>(there ? (double)mine[k] : 0.0);
    if (threadIdx.x == 0) {
      to[k] = total;
    }
  }
  loss = block_sum<THREADS>(loss);
  if (threadIdx.x == 0) {
    to[OUTPUTS] = loss;
  }
}
