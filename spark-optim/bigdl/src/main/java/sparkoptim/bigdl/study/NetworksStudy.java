// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

import java.util.List;
import java.util.Optional;
import sparkoptim.study.Digits;
import sparkoptim.study.Figures;
import sparkoptim.study.Study;
import sparkoptim.study.StudyResult;
import sparkoptim.study.StudySetup;
import sparkoptim.study.StudySize;
import sparkoptim.study.StudyTable;

/**
 * The methods of all five papers beside SGD, Adam, RMSProp and Adagrad on a convolutional network
 * of BigDL's: LeNet-5 on MNIST's pictures, a smaller one on the digits of 8 x 8. All take as many
 * gradients, each at a customary learning rate and at the best of four.
 */
public final class NetworksStudy implements Study {
  private static final String NETWORK = "com.intel.analytics.bigdl.dllib.nn.Sequential";
  private static final int SEEDS = 3;
  private static final int PASSES_OF_SMALL = 28;
  private static final int PASSES_OF_LENET = 10;

  /** Creates the study, for {@link java.util.ServiceLoader}. */
  public NetworksStudy() {}

  @Override
  public String name() {
    return "networks";
  }

  @Override
  public String paper() {
    return "the methods of the five papers on a convolutional network, with BigDL";
  }

  /** Returns whether BigDL is on the class path. */
  @Override
  public boolean canRun() {
    try {
      Class.forName(NETWORK, false, NetworksStudy.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static int passes(Digits digits) {
    return ConvNet.of(digits.train().pixels()) == ConvNet.SMALL ? PASSES_OF_SMALL : PASSES_OF_LENET;
  }

  /** Epochs are gradients of every row: 4, 10, 16 and so on, or the nearest of them. */
  @Override
  public Optional<StudySize> size(Digits digits) {
    return Optional.of(new StudySize(passes(digits), SEEDS));
  }

  @Override
  public StudyResult run(StudySetup setup) {
    Trainer trainer = new Trainer(setup.digits(), setup.deadline());
    Budget budget = Budget.near(setup.length() * passes(setup.digits()));
    int seeds = setup.seeds(SEEDS);
    List<Candidate> contenders = Candidates.all(trainer.stepsPerEpoch());
    Comparison contest = new Comparison(contenders, new Tasks(trainer, setup), budget, seeds);
    SearchSpace tuned = contest.tuned();
    SearchSpace customary = contest.customary();
    String network =
        Figures.text(
            "%s, %,d parameters, %d gradients of every row",
            trainer.network().title(), trainer.parameters(), budget.passes());
    return new StudyResult(
        List.of(
            table(
                Figures.text(
                    "%s: tuned, the rate with the lowest training loss of one seed after %d",
                    network, contest.trialPasses()),
                tuned),
            table(network + ": customary rates", customary)),
        new NetworkClaims(tuned).all(),
        new NetworkPictures(tuned, customary).all());
  }

  private static StudyTable table(String title, SearchSpace field) {
    var table =
        new StudyTable(title, "method", "rate", "gradients", "training loss", "held-out accuracy");
    field
        .rates()
        .forEach(
            (name, rate) ->
                table.add(name, rate, field.passes(name), field.loss(name), field.accuracy(name)));
    return table;
  }
}
