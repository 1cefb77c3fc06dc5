package sparkoptim.core;

/** Why a run ended. */
public enum StopReason {
  /** The norm of the full gradient fell to the tolerance. */
  CONVERGED,
  /** All planned steps were made. */
  MAX_ITER
}
