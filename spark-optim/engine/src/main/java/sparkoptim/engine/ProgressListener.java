package sparkoptim.engine;

/** Hears on the driver how fits progress, several times a second, from other threads. */
@FunctionalInterface
public interface ProgressListener {
  /** One report; what it throws is logged and otherwise ignored. */
  void progress(Progress progress);
}
