// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.device.Device;
import sparkoptim.core.network.Precision;
import sparkoptim.cuda.CudaProvider;

/** The suite on core's own functions, and where there is a GPU, on that. */
final class KernelSuiteTest {
  private static final double DOUBLE = 1e-12;
  private static final double SINGLE = 1e-5;
  private static Device device;
  private static String missing;

  @BeforeAll
  static void look() {
    CudaProvider cuda = new CudaProvider();
    missing = cuda.unavailableReason();
    device = missing == null ? cuda.device("0") : null;
  }

  static List<KernelCase> cases() {
    return KernelSuite.cases();
  }

  static Stream<KernelCase> onDevice() {
    return cases().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void difference_ofThisProcessor_isRounding(KernelCase each) {
    assertThat(each.difference(new HostDevice(), Precision.DOUBLE)).isLessThan(DOUBLE);
  }

  @Test
  void sameBits_ofThisProcessor_whateverTheGroups() {
    for (KernelCase each : cases()) {
      assertThat(each.sameBits(new HostDevice(), Precision.DOUBLE)).as(each.name()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("onDevice")
  void difference_ofGpu_isRounding(KernelCase each) {
    assumeTrue(missing == null, missing);
    assertThat(each.difference(device, Precision.DOUBLE)).isLessThan(DOUBLE);
    assertThat(each.difference(device, Precision.SINGLE)).isLessThan(SINGLE);
    assertThat(each.sameBits(device, Precision.SINGLE)).isTrue();
  }
}
