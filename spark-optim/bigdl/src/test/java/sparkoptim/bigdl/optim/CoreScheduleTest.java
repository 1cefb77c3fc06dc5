// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.intel.analytics.bigdl.dllib.optim.SGD;
import com.intel.analytics.bigdl.dllib.optim.SGD.LearningRateSchedule;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;
import sparkoptim.core.stepsize.Cosine;

class CoreScheduleTest {
  private static SGD<Double> sgd(LearningRateSchedule schedule) {
    return new SGD<>(123, 0, 0, 0, 0, false, schedule, null, null, Doubles.TAG, Doubles.NUMERIC);
  }

  @Test
  void schedule_ofSteps_setsTheNegativeRate() {
    CoreSchedule schedule = new CoreSchedule("cosine(0.1, 0.01)", 20);
    SGD<Double> sgd = sgd(schedule);
    for (int step = 0; step < 20; step++) {
      sgd.updateHyperParameter();
      assertThat(schedule.currentRate())
          .isEqualTo(-Cosine.DEFAULT.at(step, 20) * 0.9 - 0.01, within(1e-15));
    }
  }

  @Test
  void sgd_withASchedule_makesCoresSteps() {
    Recorded recorded = Recorded.of(5, 200);
    double[][] points =
        recorded.bigdl(sgd(new CoreSchedule("warmup(0.1, 0, power(0.2, 0.501))", 200)));
    double[][] expected =
        recorded.core(sparkoptim.core.OptimMethod.parse("sgd + warmup(0.1, 0, power(0.2, 0.501))"));
    for (int k = 0; k < 200; k++) {
      assertThat(points[k]).containsExactly(expected[k], within(1e-12)); // the same operations
    }
  }

  @Test
  void taso_overEpochs_hasThePapersValues() {
    Taso taso = new Taso(0.1, 100);
    SGD<Double> sgd = sgd(taso);
    sgd.state().update("epoch", 70);
    sgd.updateHyperParameter();
    assertThat(taso.currentRate()).isEqualTo(-0.0501, within(1e-15));
    sgd.state().update("epoch", 100);
    sgd.updateHyperParameter();
    assertThat(taso.currentRate()).isEqualTo(-0.00015527786369235995, within(1e-15));
  }

  @Test
  void schedule_insideASequence_countsFromItsOwnBeginning() {
    SGD.SequentialSchedule sequence = new SGD.SequentialSchedule(10);
    sequence.add(new CoreSchedule("constant(0.5)"), 5);
    CoreSchedule second = new CoreSchedule("linear(0.4, 0)");
    sequence.add(second, 5);
    SGD<Double> sgd = sgd(sequence);
    double[] rates = new double[10];
    for (int step = 0; step < 10; step++) {
      sgd.updateHyperParameter();
      rates[step] = -sequence.currentRate();
    }
    // BigDL gives the first one more step than it was added with.
    assertThat(rates)
        .containsExactly(new double[] {.5, .5, .5, .5, .5, .5, .3, .2, .1, 0}, within(1e-15));
  }

  @Test
  void schedule_thatNeedsALength_isRefusedWithout() {
    SGD<Double> sgd = sgd(new CoreSchedule("cosine(0.1, 0)"));
    assertThatThrownBy(sgd::updateHyperParameter)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cosine")
        .hasMessageContaining("total steps");
    assertThatThrownBy(() -> new CoreSchedule("cosine(0.1, 0)", 0)).hasMessageContaining("total");
    assertThatThrownBy(() -> new CoreSchedule("adam")).hasMessageContaining("one schedule");
  }

  @Test
  void schedule_serialised_isTheSame() {
    CoreSchedule copy = SerializationUtils.clone(new Taso(0.1, 100));
    assertThat(copy.schedule()).isEqualTo(new Taso(0.1, 100).schedule());
    assertThat(copy.total()).isEqualTo(100);
  }
}
