package sparkoptim.engine;

/** How long the next round is, and whether there is one; called on the driver between rounds. */
@FunctionalInterface
public interface RoundSchedule {
  /**
   * Of the next round.
   *
   * @param state at the end of the last round; null before the first
   * @return null to end the training where it is
   */
  RoundLimit next(TrainingState state);
}
