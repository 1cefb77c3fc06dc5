// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.network.Precision;
import sparkoptim.core.sharded.ShardedProblem;
import sparkoptim.engine.checkpoint.RunIdentity;
import sparkoptim.engine.device.DeviceChoice;
import sparkoptim.engine.device.DeviceDecision;
import sparkoptim.engine.device.DeviceProblem;
import sparkoptim.engine.device.DeviceRequest;

/** Fits whose tasks look for devices, in local mode, where the devices are the driver's. */
class DeviceFitTest {
  private static final String METHOD = "svrg + sgd + constant(0.05)";
  private static final RoundLimit FIVE_STEPS = RoundLimit.ofSteps(5);
  private static final String LOG = "sparkoptim.engine.device.FallbackLog";
  private static final AtomicInteger FITS = new AtomicInteger();

  private static SmallFit fit;
  private static TrainingState onCpu;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final AbstractAppender appender =
      new AbstractAppender("said", null, null, false, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
          said.add(event.getMessage().getFormattedMessage());
        }
      };

  @BeforeAll
  static void intoShards() {
    fit = new SmallFit(3, 4);
    onCpu = fit.train(fit.training(METHOD, 50, 12));
  }

  @AfterAll
  static void close() {
    fit.close();
  }

  @BeforeEach
  void listen() {
    FakeDevices.reset();
    context().setLogLevel("OFF");
    Configurator.setLevel(LOG, Level.WARN);
    appender.start();
    ((Logger) LogManager.getLogger(LOG)).addAppender(appender);
  }

  @AfterEach
  void stopListening() {
    ((Logger) LogManager.getLogger(LOG)).removeAppender(appender);
    appender.stop();
    FakeDevices.reset();
  }

  private static SparkContext context() {
    return LocalSpark.context().sc();
  }

  private static Engine engine(String name) {
    return switch (name) {
      case "job" -> new JobEngine();
      case "two ranks" -> SmallFit.twoRanks();
      default -> new RoundEngine();
    };
  }

  private static DeviceRequest request(DeviceChoice choice) {
    return new DeviceRequest("fit-" + FITS.incrementAndGet(), choice, Precision.SINGLE);
  }

  private static Training on(DeviceChoice choice) {
    return on(new DeviceProblem(fit.problem, request(choice)));
  }

  private static Training on(ShardedProblem problem) {
    Training cpu = fit.training(METHOD, 50, 12);
    return new Training(
        "test", OptimMethod.parse(METHOD), problem, 50, cpu.steps(), 0, cpu.point());
  }

  private static TrainingState train(String engine, Training training) {
    return new TrainingDriver(engine(engine), FIVE_STEPS).train(training, fit.shards);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ranks", "job", "two ranks"})
  void train_onADevice_asksItForEverySum(String engine) {
    TrainingState state = train(engine, on(DeviceChoice.GPU));
    assertThat(state.served()).isEqualTo(onCpu.served());
    assertThat(FakeDevices.ADDRESSES).isNotEmpty().containsOnly("0");
    assertThat(FakeDevices.ANSWERS.get()).isGreaterThan(12);
    assertThat(FakeDevices.OPEN_GROUPS).hasValue(0);
    assertThat(state.backends()).containsExactly("fake GPU, SINGLE");
    assertThat(onCpu.backends()).containsExactly("Java, StrictMath");
    assertThat(said).isEmpty();
  }

  @Test
  void train_localAddressSet_isTaken() {
    SparkConf conf = SparkEnv.get().conf();
    conf.set("spark.sparkoptim.gpu.localAddress", "3");
    try {
      train("ranks", on(DeviceChoice.AUTO));
    } finally {
      conf.remove("spark.sparkoptim.gpu.localAddress");
    }
    assertThat(FakeDevices.ADDRESSES).containsOnly("3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ranks", "job", "two ranks"})
  void train_deviceThatFailsTwice_givesTheSameBits(String engine) {
    for (DeviceChoice choice : List.of(DeviceChoice.AUTO, DeviceChoice.GPU)) {
      FakeDevices.reset();
      FakeDevices.failsFrom = 9;
      FakeDevices.failures = 2;
      TrainingState state = train(engine, on(choice));
      assertThat(FakeDevices.ANSWERS.get()).isGreaterThan(11);
      assertThat(FakeDevices.OPEN_GROUPS).hasValue(0);
      assertThat(state.served()).isEqualTo(onCpu.served());
      assertThat(state.backends()).containsExactly("fake GPU, SINGLE");
    }
  }

  private static void spoil(String how) {
    switch (how) {
      case "unavailable" -> FakeDevices.unavailable = "no driver";
      case "refused" -> FakeDevices.refusal = "too many classes";
      default -> FakeDevices.lost = "the GPU has fallen off the bus";
    }
  }

  private static String reason(String how) {
    return switch (how) {
      case "unavailable" -> "fake: no driver";
      case "refused" -> "fake GPU: too many classes";
      default -> "the GPU has fallen off the bus";
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"unavailable", "refused", "lost"})
  void auto_withoutAUsableDevice_computesOnTheCpuAndSaysItOnce(String how) {
    spoil(how);
    for (String engine : List.of("ranks", "job", "two ranks")) {
      said.clear();
      DeviceRequest request = request(DeviceChoice.AUTO);
      TrainingState state = train(engine, on(new DeviceProblem(fit.problem, request)));
      assertThat(state.served()).isEqualTo(onCpu.served());
      assertThat(state.backends()).containsExactly("Java, StrictMath");
      assertThat(FakeDevices.OPEN_GROUPS).hasValue(0);
      assertThat(said)
          .containsExactly(request.fit() + ": device = auto computes on the CPU: " + reason(how));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ranks", "job", "two ranks"})
  void gpu_withoutAUsableDevice_isRefusedAtOnce(String engine) {
    for (String how : List.of("unavailable", "refused")) {
      FakeDevices.reset();
      spoil(how);
      List<Integer> rounds = new ArrayList<>();
      Engine counted = new Counted(engine(engine), rounds);
      assertThatThrownBy(
              () -> new TrainingDriver(counted, FIVE_STEPS).train(on(DeviceChoice.GPU), fit.shards))
          .hasMessageContaining(
              "device must be cpu or auto where no GPU can be used, was gpu: " + reason(how));
      assertThat(rounds).containsExactly(0);
      assertThat(said).isEmpty();
    }
  }

  /** It may come back, or another executor may have one. */
  @Test
  void gpu_thatCannotBeOpened_isTriedAgain() {
    FakeDevices.lost = "the GPU has fallen off the bus";
    List<Integer> rounds = new ArrayList<>();
    TrainingDriver endless = new TrainingDriver(new Counted(new RoundEngine(), rounds), FIVE_STEPS);
    Training training = on(DeviceChoice.GPU);
    assertThat(
            catchThrowableOfType(
                TrainingFailedException.class, () -> endless.train(training, fit.shards)))
        .hasMessageContaining("fallen off the bus");
    assertThat(rounds).hasSize(4);
  }

  /** Notes the step at the start of every round. */
  private record Counted(Engine engine, List<Integer> rounds) implements Engine {
    @Override
    public TrainingState round(
        Training training, Shards shards, TrainingState from, RoundLimit limit) {
      rounds.add(from == null ? 0 : (int) from.steps());
      return engine.round(training, shards, from, limit);
    }

    @Override
    public String description() {
      return engine.description();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"job", "two ranks"})
  void train_tasksWithDifferentArithmetic_isRefused(String engine) {
    FakeDevices.differs = true;
    assertThatThrownBy(() -> train(engine, on(DeviceChoice.GPU)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "(tasks|executors driver and driver) compute with different backends, fake GPU, SINGLE,"
                + " \\d and fake GPU, SINGLE, \\d, and .*device = cpu .*allowMixedBackends=true.*");
  }

  @Test
  void train_roundsOnDifferentDevices_saysAll() {
    FakeDevices.differs = true;
    TrainingState state = train("ranks", on(DeviceChoice.GPU));
    assertThat(state.backends())
        .containsExactly("fake GPU, SINGLE, 0", "fake GPU, SINGLE, 1", "fake GPU, SINGLE, 2");
  }

  @Test
  void identity_onADevice_isAnotherRun() {
    RunIdentity cpu = fit.identity(on(fit.problem));
    RunIdentity gpu = fit.identity(on(DeviceChoice.GPU));
    assertThat(cpu.differences(gpu))
        .containsExactly("backend (gpu, SINGLE there, Java, StrictMath here)");
    assertThat(fit.identity(on(DeviceChoice.AUTO)).key()).isNotEqualTo(gpu.key());
    assertThat(FakeDevices.ADDRESSES).isEmpty();
  }

  @Test
  void decision_inLocalMode_asksThisProcess() {
    DeviceDecision decision = DeviceDecision.of(request(DeviceChoice.GPU), context());
    assertThat(decision.gpu()).isTrue();
    assertThat(decision.apply(fit.problem)).isInstanceOf(DeviceProblem.class);
    DeviceDecision cpu = DeviceDecision.of(request(DeviceChoice.CPU), context());
    assertThat(cpu.gpu()).isFalse();
    assertThat(cpu.apply(fit.problem)).isSameAs(fit.problem);
    assertThat(said).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unavailable", "refused", "lost"})
  void decision_withoutAUsableDevice_isTheCpuOrAnError(String how) {
    spoil(how);
    DeviceDecision auto = DeviceDecision.of(request(DeviceChoice.AUTO), context());
    assertThat(auto.gpu()).isEqualTo(how.equals("refused"));
    assertThat(auto.apply(fit.problem)).isSameAs(fit.problem);
    assertThat(auto.gpu()).isFalse();
    assertThat(said).hasSize(1).allMatch(line -> line.endsWith("the CPU: " + reason(how)));
    assertThatThrownBy(
            () -> DeviceDecision.of(request(DeviceChoice.GPU), context()).apply(fit.problem))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("was gpu: " + reason(how));
  }

  /** Ranks in this process would only share its GPU. */
  @Test
  void choice_onALocalDevice_isOneRank() {
    EngineChoice cpu = EngineChoice.of("ranks", on(fit.problem), 1000, context());
    assertThat(cpu.engine().description()).isEqualTo("ranks(4)");
    EngineChoice gpu = EngineChoice.of("ranks", on(DeviceChoice.GPU), 1000, context());
    assertThat(gpu.engine().description()).isEqualTo("ranks(1)");
    assertThat(gpu.reason()).isEqualTo("there is one slot");
  }
}
