// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.device.DeviceException;
import sparkoptim.core.linear.HingeLoss;
import sparkoptim.core.linear.HuberLoss;
import sparkoptim.core.linear.LinearLoss;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.linear.PoissonLoss;
import sparkoptim.core.linear.ScalarLoss;
import sparkoptim.core.linear.SoftmaxCrossEntropy;
import sparkoptim.core.linear.SquaredHingeLoss;
import sparkoptim.core.linear.SquaredLoss;
import sparkoptim.core.network.Activation;
import sparkoptim.core.network.Layers;
import sparkoptim.core.network.OutputLoss;
import sparkoptim.core.network.Precision;

/** Every kernel compiles for two generations of GPUs. Needs NVRTC but no GPU: bin/test --cuda. */
final class KernelCompilationTest {
  private static final List<String> ARCHITECTURES = List.of("sm_80", "sm_90");
  private static final List<ScalarLoss> LOSSES =
      List.of(
          LogisticLoss.LOSS,
          SquaredLoss.LOSS,
          HingeLoss.LOSS,
          SquaredHingeLoss.LOSS,
          new HuberLoss(1.5),
          PoissonLoss.LOSS);

  @BeforeEach
  void needsCompiler() {
    String missing = "";
    try {
      CudaVersions.compiler();
    } catch (LinkageError e) {
      missing = "NVRTC does not load (bin/test --cuda installs it): " + e.getMessage();
    }
    assumeTrue(missing.isEmpty(), missing);
  }

  private static LinearProblem problem(LinearLoss loss, int features, int outputs) {
    return new LinearProblem(loss, features, outputs, true, 1, 1, 1, 0, 1, Penalty.NONE, 1);
  }

  static Stream<KernelSource> sources() {
    List<KernelSource> sources = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      RowForm dense = RowForm.dense(precision);
      sources.add(Sums.source(dense));
      sources.add(EpochOrder.source(dense));
      sources.add(TileForm.of(227 << 10, dense.realBytes()).source(dense));
      for (ScalarLoss loss : LOSSES) {
        for (int features : List.of(1, 129, 256, 1024)) {
          sources.add(DenseKernels.source(problem(loss, features, 1), dense));
        }
        sources.add(MatrixKernels.source(problem(loss, 2000, 1), dense));
        sources.add(
            SparseKernels.source(problem(loss, 2000, 1), new RowForm(precision, false, 1, null)));
      }
      for (int classes : List.of(2, 10, 32)) {
        LinearProblem softmax = problem(SoftmaxCrossEntropy.LOSS, 2000, classes);
        sources.add(MatrixKernels.source(softmax, dense));
        sources.add(SparseKernels.source(softmax, new RowForm(precision, false, classes, null)));
      }
      for (Activation activation : Activation.values()) {
        sources.add(PerceptronKernels.source(activation, dense));
      }
      Layers regression = Layers.of(Activation.TANH, OutputLoss.SQUARED, 5, 3, 1);
      sources.add(PerceptronKernels.slopesSource(regression, dense));
    }
    return sources.stream();
  }

  @ParameterizedTest
  @MethodSource("sources")
  void compile_everySource_isMachineCode(KernelSource source) {
    for (String architecture : ARCHITECTURES) {
      byte[] code = source.compile(architecture);
      assertThat(new String(code, 1, 3, StandardCharsets.US_ASCII)).isEqualTo("ELF");
    }
  }

  @Test
  void compile_wrongSource_tellsTheCompilersLog() {
    KernelSource without = new KernelSource(List.of("common.cuh", "sums.cu"), List.of());
    assertThatThrownBy(() -> without.compile("sm_90"))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("sums.cu")
        .hasMessageContaining("REAL");
  }
}
