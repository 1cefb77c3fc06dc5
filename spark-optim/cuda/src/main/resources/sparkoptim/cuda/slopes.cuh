// From the margins of a row to its slopes, for any number of OUTPUTS: with one a loss of one margin, with more softmax
// cross-entropy.

// The slopes of a row from its margins, weight left out; returns its loss.
__device__ REAL slopes_of(REAL label, REAL *margins) {
#if OUTPUTS == 1
  REAL loss;
  REAL slope;
  evaluate_loss(label, margins[0], loss, slope);
  margins[0] = slope;
  return loss;
#else
  const int own = (int)label;
  REAL largest = margins[0];
  for (int k = 1; k < OUTPUTS; k++) {
    largest = max(largest, margins[k]);
  }
  const REAL lead = margins[own] - largest;
  REAL others = 0;
  for (int k = 0; k < OUTPUTS; k++) {
    margins[k] = exponential(margins[k] - largest);
    others += k == own ? (REAL)0 : margins[k];
  }
  const REAL total = others + margins[own];
  for (int k = 0; k < OUTPUTS; k++) {
    margins[k] = k == own ? -others / total : margins[k] / total;
  }
  return lead == 0 && others <= 1 ? log_of_1_plus(others) : (REAL)log((double)total) - lead;
#endif
}
