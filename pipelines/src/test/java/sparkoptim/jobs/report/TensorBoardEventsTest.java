// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TensorBoardEventsTest {
  private static final String READER =
      """
      import json, sys
      from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
      events = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0})
      events.Reload()
      print(json.dumps({tag: [[e.step, e.value, e.wall_time] for e in events.Scalars(tag)]
                        for tag in events.Tags()["scalars"]}))
      """;

  @TempDir private Path folder;

  @Test
  void checksum_isThatOfTheFormat() {
    // The first record of every file of TensorBoard: the length of an event with a version is 24.
    byte[] length = {24, 0, 0, 0, 0, 0, 0, 0};
    assertThat(HexFormat.of().formatHex(EventFile.checksum(length))).isEqualTo("a37f4b22");
  }

  @Test
  void scalar_bytes_areProtocolBuffers() throws IOException {
    var out = new ByteArrayOutputStream();
    try (var file = new EventFile(out, Instant.EPOCH)) {
      file.scalar(Instant.ofEpochSecond(1), 300, "a", 0.5);
    }
    byte[] bytes = out.toByteArray();
    int second = 8 + 4 + 24 + 4; // after the record with the version
    assertThat(new String(bytes, 12, 24, UTF_8)).endsWith("brain.Event:2");
    assertThat(HexFormat.of().formatHex(bytes, second + 12, bytes.length - 4))
        .isEqualTo("09000000000000f03f" + "10ac02" + "2a0a" + "0a08" + "0a0161" + "150000003f");
  }

  @Test
  void write_run_isReadByTensorBoard() throws Exception {
    new TensorBoardEvents("" + folder, new Configuration()).write(RunReports.hostile(), null);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1); // and no file of checksums
    }
    JsonNode read = new ObjectMapper().readTree(Python.run("tensorboard", READER, "" + folder));
    assertThat(read.at("/objective").toString())
        .isEqualTo(
            "[[0,0.699999988079071,1.7E9],[1,0.5,1.7000000015E9],"
                + "[2,0.05000000074505806,1.7000000025E9]]");
    assertThat(read.at("/gradientNorm")).hasSize(2); // the one that is not known is left out
    assertThat(read.at("/stepSize")).hasSize(3);
    assertThat(read.get("test/accuracy").get(0).get(1).asDouble()).isEqualTo(0.25);
    assertThat(List.of(read.get("train/accuracy").get(0).get(0).asInt())).containsExactly(2);
  }
}
