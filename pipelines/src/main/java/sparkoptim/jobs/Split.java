// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Selects the rows that test the model, by their place in file order (from 0). */
sealed interface Split extends Serializable {

  /** Returns whether the row at this place is a test row. */
  boolean isTest(long index);

  /** Each row by itself with a probability; the draw depends on the seed and the place only. */
  record Fraction(double fraction, long seed) implements Split {
    private static final double DOUBLE_UNIT = 0x1p-53;

    public Fraction {
      Keys.checked("data.split.testFraction", fraction, f -> f > 0 && f < 1, "above 0 and below 1");
    }

    @Override
    public boolean isTest(long index) {
      return (mix(mix(seed) + index) >>> 11) * DOUBLE_UNIT < fraction;
    }

    /** Returns the finaliser of SplitMix64 over a Weyl sequence (Steele, Lea, Flood 2014). */
    private static long mix(long value) {
      long z = (value + 1) * 0x9E3779B97F4A7C15L;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      return z ^ (z >>> 31);
    }
  }

  /** Every n-th row: places n-1, 2n-1, ... */
  record Every(long every) implements Split {
    public Every {
      Keys.checked("data.split.testEvery", every, n -> n >= 2, "at least 2");
    }

    @Override
    public boolean isTest(long index) {
      return index % every == every - 1;
    }
  }

  /** The first rows train, the rest tests. */
  record First(long first) implements Split {
    public First {
      Keys.checked("data.split.first", first, n -> n >= 1, "at least 1");
    }

    @Override
    public boolean isTest(long index) {
      return index >= first;
    }
  }

  /** Returns the split that the keys under {@code data.split} ask for, if any. */
  static Optional<Split> of(Keys keys) {
    long seed =
        keys.longNumber("data.split.seed").orElseThrow(() -> Keys.notSet("data.split.seed"));
    List<Split> splits =
        Stream.<Split>of(
                keys.number("data.split.testFraction").map(f -> new Fraction(f, seed)).orElse(null),
                keys.longNumber("data.split.testEvery").map(Every::new).orElse(null),
                keys.longNumber("data.split.first").map(First::new).orElse(null))
            .filter(Objects::nonNull)
            .toList();
    if (splits.size() > 1) {
      throw new JobException(
          "data.split takes one of testFraction, testEvery and first, not several");
    }
    return splits.stream().findFirst();
  }
}
