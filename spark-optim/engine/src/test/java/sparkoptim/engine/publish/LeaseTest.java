// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeaseTest {
  @TempDir private Path place;

  @AfterEach
  void heal() {
    FaultyFileSystem.heal();
  }

  @Test
  void check_whileTheLeaseIsRenewed_waitsForItsContent() throws Exception {
    var folder = new org.apache.hadoop.fs.Path("faulty://" + place);
    try (Volume volume = Volume.of(folder, FaultyFileSystem.configuration());
        Lease lease = Lease.take(volume, folder, Lease.EXPIRES, holder -> holder)) {
      CountDownLatch empty = new CountDownLatch(1);
      CompletableFuture<Void> checked = new CompletableFuture<>();
      Thread checker =
          new Thread(
              () -> {
                try {
                  empty.await();
                  lease.check();
                  checked.complete(null);
                } catch (Exception e) {
                  checked.completeExceptionally(e);
                }
              });
      checker.start();
      FaultyFileSystem.onOverwrite(
          () -> {
            empty.countDown();
            while (checker.isAlive() && checker.getState() != Thread.State.BLOCKED) {
              Thread.onSpinWait();
            }
          });
      lease.refresh();
      assertThat(empty.getCount()).as("the file was empty").isZero();
      checker.join();
      assertThat(checked).isCompleted();
    }
  }
}
