// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sparkoptim.core.device.DeviceException;
import sparkoptim.core.device.DeviceProvider;

/** What is said where no GPU can be used, and of addresses where one can. */
final class CudaProviderTest {
  private CudaProvider provider;

  @BeforeEach
  void findTheService() {
    for (DeviceProvider found : ServiceLoader.load(DeviceProvider.class)) {
      provider = (CudaProvider) found;
    }
  }

  @Test
  void service_isFoundByItsName() {
    assertThat(provider.name()).isEqualTo("cuda");
  }

  @Test
  void unavailableReason_withoutAGpu_saysWhatIsMissingAndAgainTheSame() {
    String reason = provider.unavailableReason();
    assumeTrue(reason != null, "there is a GPU here");
    assertThat(reason).containsAnyOf("CUDA does not load", "cudaGetDeviceCount", "no device");
    assertThat(reason).doesNotContain("\n").hasSizeGreaterThan(30);
    assertThat(new CudaProvider().unavailableReason()).isEqualTo(reason);
    assertThatThrownBy(() -> provider.device("0"))
        .isInstanceOf(DeviceException.class)
        .hasMessage(reason);
  }

  @Test
  void device_wrongAddress_isRefusedWithWhatThereIs() {
    assumeTrue(provider.unavailableReason() == null, provider.unavailableReason());
    for (String address : new String[] {"one", "-1", "1000"}) {
      assertThatThrownBy(() -> provider.device(address))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("address")
          .hasMessageContaining(address);
    }
    assertThat(provider.device("0")).isSameAs(provider.device("0"));
  }
}
