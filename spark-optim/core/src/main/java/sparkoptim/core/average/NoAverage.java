package sparkoptim.core.average;

import sparkoptim.core.IterateAverage;
import sparkoptim.core.Setup;

/** No average: the rule's own point is served. */
public record NoAverage() implements IterateAverage {
  /** The only one. */
  public static final NoAverage DEFAULT = new NoAverage();

  @Override
  public boolean bearsLag() {
    return true;
  }

  @Override
  public Run start(Setup setup, double[] point) {
    return new Run() {
      @Override
      public void add(long step, double[] served) {}

      @Override
      public double[] value(double[] served) {
        return served;
      }
    };
  }
}
