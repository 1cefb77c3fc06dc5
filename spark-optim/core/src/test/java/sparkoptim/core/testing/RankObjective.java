// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.LossRange;
import sparkoptim.core.MarginOracle;
import sparkoptim.core.Objective;
import sparkoptim.core.Prox;
import sparkoptim.core.Snapshot;
import sparkoptim.core.Space;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.testing.LockstepBarrier.Call;

/** What one rank sees of the whole objective. Of a row table it holds a share. */
final class RankObjective implements StochasticObjective {
  /** Names all rows where a step names a mini-batch. */
  private static final long ALL = -1;

  private final Gathered gathered;
  private final RankSpace space;
  private final int tableFrom;
  private final int tableSize;

  RankObjective(Gathered gathered, LockstepBarrier barrier, int ranks, int rank) {
    this.gathered = gathered;
    space = new RankSpace(gathered, barrier, ranks, rank);
    tableFrom = gathered.table.length * rank / ranks;
    tableSize = gathered.table.length * (rank + 1) / ranks - tableFrom;
  }

  /** Runs the body and waits for the other ranks to end it in the same way. */
  <T> T run(Function<StochasticObjective, T> body) {
    T result;
    try {
      result = body.apply(this);
    } catch (RuntimeException | Error e) {
      space.meet(Call.of("throws " + e), () -> {});
      throw e;
    }
    space.meet(Call.of("ends"), () -> {});
    return result;
  }

  @Override
  public Space space() {
    return space;
  }

  @Override
  public Set<Capability> offers() {
    return gathered.whole.offers();
  }

  @Override
  public Set<Capability> needs() {
    return gathered.whole.needs();
  }

  @Override
  public Prox prox() {
    return gathered.whole.prox() == Prox.NONE ? Prox.NONE : new RankProx(gathered, space);
  }

  @Override
  public double[] penalty() {
    double[] whole = gathered.whole.penalty();
    return whole == null ? null : Ranks.part(space, whole);
  }

  @Override
  public boolean[] decays() {
    boolean[] whole = gathered.whole.decays();
    int from = space.offset();
    return whole == null ? null : Arrays.copyOfRange(whole, from, from + space.size());
  }

  @Override
  public int[] layerStarts() {
    return gathered.whole.layerStarts();
  }

  @Override
  public LossRange lossRange() {
    return gathered.whole.lossRange();
  }

  @Override
  public double typicalCurvature(double loss) {
    return gathered.whole.typicalCurvature(loss);
  }

  @Override
  public MarginOracle margins() {
    MarginOracle whole = gathered.whole.margins();
    return whole == null ? null : new RankMargins(gathered, space, whole);
  }

  @Override
  public Objective full() {
    return new Rows(ALL);
  }

  @Override
  public Objective batch(long step) {
    return new Rows(step);
  }

  @Override
  public long stepsPerEpoch() {
    return gathered.whole.stepsPerEpoch();
  }

  @Override
  public double localEpochSteps() {
    return gathered.whole.localEpochSteps();
  }

  @Override
  public int tableSize() {
    return offers().contains(Capability.ROW_TABLE) ? tableSize : gathered.whole.tableSize();
  }

  /** The first row slope held here. */
  int tableFrom() {
    return tableFrom;
  }

  /** Row slopes held by all ranks. */
  int wholeTable() {
    return gathered.table.length;
  }

  @Override
  public void fullGradient(Snapshot snapshot) {
    space.allGather(snapshot.point, gathered.snapshot.point);
    space.meet(
        Call.of("fullGradient", snapshot.memory, snapshot.step),
        () -> {
          gathered.snapshot.memory = snapshot.memory;
          gathered.snapshot.step = snapshot.step;
          gathered.whole.fullGradient(gathered.snapshot);
        });
    space.scatter(gathered.snapshot.gradient, snapshot.gradient);
    snapshot.loss = gathered.snapshot.loss;
    snapshot.memory = gathered.snapshot.memory;
  }

  /** A mini-batch, or all rows. */
  private final class Rows implements Objective {
    private final long step;

    Rows(long step) {
      this.step = step;
    }

    /** Looked up for every use: a batch is valid until the next one. */
    private Objective whole() {
      return step == ALL ? gathered.whole.full() : gathered.whole.batch(step);
    }

    @Override
    public long rows() {
      synchronized (gathered) {
        return whole().rows();
      }
    }

    @Override
    public double evaluate(double[] point, Gradient gradient) {
      space.allGather(point, gathered.point);
      space.meet(
          Call.of("evaluate", step),
          () -> gathered.loss = whole().evaluate(gathered.point, gathered.gradient));
      space.scatter(gathered.gradient.values, gradient.values);
      return gathered.loss;
    }

    @Override
    public double evaluate(
        double[] point, Snapshot snapshot, double coefficient, Gradient gradient) {
      space.allGather(point, gathered.point);
      allGather(snapshot);
      space.meet(
          Call.of("evaluate", step, coefficient, snapshot.memory, snapshot.step),
          () ->
              gathered.loss =
                  whole().evaluate(gathered.point, name(snapshot), coefficient, gathered.gradient));
      snapshot.memory = gathered.snapshot.memory;
      space.scatter(gathered.gradient.values, gradient.values);
      return gathered.loss;
    }

    @Override
    public double updateTable(double[] point, double[] table, Gradient difference) {
      space.allGather(point, gathered.point);
      System.arraycopy(table, 0, gathered.table, tableFrom, tableSize);
      space.meet(
          Call.of("exchange", step),
          () ->
              gathered.loss =
                  whole().updateTable(gathered.point, gathered.table, gathered.gradient));
      System.arraycopy(gathered.table, tableFrom, table, 0, tableSize);
      space.scatter(gathered.gradient.values, difference.values);
      return gathered.loss;
    }

    @Override
    public void addPenalty(double[] point, double[] gradient) {
      double[] wholePoint = space.embed(point, 0);
      double[] wholeGradient = space.embed(gradient, 0);
      synchronized (gathered) {
        whole().addPenalty(wholePoint, wholeGradient);
      }
      space.scatter(wholeGradient, gradient);
    }

    @Override
    public double localEpoch(double[] point, Snapshot snapshot, double coefficient, double eta) {
      space.allGather(point, gathered.point);
      if (snapshot != null) {
        allGather(snapshot);
      }
      Object memory = snapshot == null ? "no snapshot" : snapshot.memory;
      space.meet(
          Call.of("pass", step, memory, coefficient, eta),
          () ->
              gathered.loss =
                  whole()
                      .localEpoch(
                          gathered.point,
                          snapshot == null ? null : name(snapshot),
                          coefficient,
                          eta));
      if (snapshot != null) {
        snapshot.memory = gathered.snapshot.memory;
      }
      space.scatter(gathered.point, point);
      return gathered.loss;
    }

    private void allGather(Snapshot snapshot) {
      space.allGather(snapshot.point, gathered.snapshot.point);
      space.allGather(snapshot.gradient, gathered.snapshot.gradient);
    }

    /** The gathered snapshot, named as this rank's. */
    private Snapshot name(Snapshot snapshot) {
      gathered.snapshot.memory = snapshot.memory;
      gathered.snapshot.step = snapshot.step;
      gathered.snapshot.loss = snapshot.loss;
      return gathered.snapshot;
    }
  }
}
