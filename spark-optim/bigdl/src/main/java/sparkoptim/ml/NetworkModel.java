package sparkoptim.ml;

/** What models of network stages tell of their network. */
public interface NetworkModel extends NetworkParams, HasTrainingSummary {

  /** The network and its weights. */
  TrainedNetwork trained();

  /** The network's layers, each in its shortest form; the name of its file where it has one. */
  default String networkText() {
    return trained().text();
  }

  /** Number of trained parameters. */
  default long numParameters() {
    return trained().parameters();
  }

  /** SHA-256 of the parameters and then BatchNorm's statistics, as little-endian doubles. */
  default String weightsSha256() {
    return trained().weightsSha256();
  }
}
