package sparkoptim.engine.checkpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What becomes of a training whose checkpoints are there. */
public enum Resume {
  /** It goes on from the latest sound one; without any it starts anew. */
  AUTO,
  /** It goes on from the latest one; where that is missing or damaged, this is an error. */
  REQUIRE,
  /** It starts anew. */
  NEVER;

  /** What a user may ask for. */
  public static final List<String> CHOICES =
      Arrays.stream(values()).map(mode -> mode.toString()).toList();

  /** The mode of a name among {@link #CHOICES}. */
  public static Resume named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
