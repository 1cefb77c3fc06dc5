// Losses of one margin as sparkoptim.core.linear has them: LOSS is the number that LossCode gives to each, DELTA the
// bound of Huber's. Writes the loss and its derivative along the margin.
#define LOGISTIC 0
#define SQUARED 1
#define HINGE 2
#define SQUARED_HINGE 3
#define HUBER 4
#define POISSON 5

__device__ __forceinline__ float exponential(float x) { return expf(x); }
__device__ __forceinline__ double exponential(double x) { return exp(x); }
__device__ __forceinline__ float log_of_1_plus(float x) { return log1pf(x); }
__device__ __forceinline__ double log_of_1_plus(double x) { return log1p(x); }

__device__ __forceinline__ REAL positive(REAL x) { return x > 0 ? x : (REAL)0; }

__device__ __forceinline__ void evaluate_loss(REAL label, REAL margin, REAL &loss, REAL &slope) {
#if LOSS == LOGISTIC
  REAL side = label > (REAL)0.5 ? (REAL)-1 : (REAL)1;
  REAL wrong = side * margin;
  REAL tail = exponential(wrong > 0 ? -wrong : wrong);
  loss = positive(wrong) + log_of_1_plus(tail);
  slope = side * (wrong < 0 ? tail : (REAL)1) / (1 + tail);
#elif LOSS == SQUARED
  slope = margin - label;
  loss = slope * slope / 2;
#elif LOSS == HINGE
  REAL side = label > 0 ? (REAL)1 : (REAL)-1;
  loss = positive(1 - side * margin);
  slope = side * margin < 1 ? -side : (REAL)0;
#elif LOSS == SQUARED_HINGE
  REAL side = label > 0 ? (REAL)1 : (REAL)-1;
  REAL missing = positive(1 - side * margin);
  loss = missing * missing;
  slope = -2 * side * missing;
#elif LOSS == HUBER
  REAL residual = margin - label;
  REAL size = residual < 0 ? -residual : residual;
  const REAL delta = (REAL)DELTA;
  loss = size <= delta ? residual * residual / 2 : delta * (size - delta / 2);
  slope = size <= delta ? residual : (residual < 0 ? -delta : delta);
#elif LOSS == POISSON
  REAL rate = exponential(margin);
  loss = rate - label * margin;
  slope = rate - label;
#endif
}
