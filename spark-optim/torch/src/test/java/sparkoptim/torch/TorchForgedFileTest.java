// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.torch.Pickle.Instance;
import sparkoptim.torch.Pickle.Stored;

/** Files made to do more than compute, or to break the process. */
class TorchForgedFileTest {

  @BeforeAll
  static void library() {
    Batches.assumeLibrary();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ops.aten.save(x, \"/tmp/x\")",
        "ops.aten.from_file(\"/etc/passwd\")",
        "torch. save(x, \"/tmp/x\")",
        "torch .from_file(\"/etc/passwd\")",
        "getattr(torch, \"save\")(x, \"/tmp/x\")",
        "getattr(torch, \"\\163ave\")(x, \"/tmp/x\")",
        "ops . other.run(x)",
        "ops.other.run(x)",
        "ops",
        "ops.aten.add(torch.save(\"a\"), \"b c\")",
        "ops.aten.add(\"a\\\"\", torch.save(x), \"b c\")",
        "x # \" \n    torch.save(x, \"/tmp/x\")",
        "torch.classes.dist.Store(x)",
      })
  void read_codeThatDoesMoreThanCompute_isRefused(String expression) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(TorchFileTest.source("torch.relu(x)", expression)))
        .withMessageMatching("network: model.pt must (compute only|name attributes plainly).*");
  }

  /** A module called ops is none of PyTorch's, and neither is a workload. */
  @Test
  void read_namesLikeForbiddenOnes_areNotRefused() {
    String source =
        "class A(Module):\n  ops : Tensor\n  def forward(self, workload: Tensor) -> Tensor:\n"
            + "    print(\"cannot load these ops\", \"\", \"a\")\n"
            + "    return ops.prim.data(torch.add(self.ops, workload))\n";
    ScriptArchive archive = ScriptArchive.read(TorchFileTest.file(), "file");
    Map<String, byte[]> records = new HashMap<>();
    records.put("code/__torch__/other.py", source.getBytes(StandardCharsets.UTF_8));
    assertThat(read(archive.with(records).write()).outputs()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "code/__torch__/evil.PY",
        "CODE/evil.py",
        "code/evil.txt",
        "Constants.pkl",
        "model.json",
        "code/__torch__/Sparkoptim.py",
      })
  void read_recordsThatPassForOthers_isRefused(String name) {
    ScriptArchive archive = ScriptArchive.read(TorchFileTest.file(), "file");
    byte[] bytes = archive.with(Map.of(name, new byte[3])).write();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(bytes))
        .withMessage("network: model.pt has a record that PyTorch does not write: network/" + name);
  }

  /** Compressed records could be of any size together. */
  @Test
  void read_sourcesOfManyBytes_isRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < 5; i++) {
        zip.putNextEntry(new ZipEntry("network/data/" + i));
        zip.write(new byte[1 << 24]);
        zip.closeEntry();
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(bytes.toByteArray()))
        .withMessage("network: model.pt has records of too many bytes together");
  }

  /** PyTorch believes these, and reads what is not its own. */
  @ParameterizedTest
  @CsvSource({
    "FloatStorage,0,4000000,1",
    "FloatStorage,0,2,40000000",
    "FloatStorage,40000000,2,1",
    "FloatStorage,-1,2,1",
    "FloatStorage,0,2,-1",
    "DoubleStorage,0,36,1",
    "HalfStorage,0,73,1",
    "LongStorage,0,19,1",
    "QInt8Storage,0,1,1",
  })
  void read_tensorBeyondItsRecord_isRefused(String type, long offset, long size, long stride) {
    Stored forged = new Stored("0", type, offset, List.of(size), List.of(stride), false);
    for (String pickle : List.of("data.pkl", "constants.pkl")) {
      byte[] bytes =
          pickle.equals("data.pkl")
              ? forged(top -> top.attributes().put("forged", forged))
              : constants(forged);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> read(bytes))
          .withMessageStartingWith("network: model.pt is damaged: ")
          .withMessageContaining("tensor");
    }
  }

  private static byte[] constants(Stored forged) {
    ScriptArchive archive = ScriptArchive.read(TorchFileTest.file(), "file");
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("forged", forged);
    Map<String, byte[]> records = new HashMap<>();
    records.put("constants.pkl", PickleWriter.write(new Instance("__torch__.A", members)));
    records.put("constants/0", archive.records().get("data/0"));
    return archive.with(records).write();
  }

  @Test
  void read_moduleThatContainsItself_isRefused() {
    // The first module again, by the reference that its pickle made of itself.
    byte[] head = {(byte) 0x80, 2};
    byte[] body = "c__torch__.sparkoptim\nNetwork\n)".getBytes(StandardCharsets.UTF_8);
    byte[] tail = {(byte) 0x81, 'q', 0, '}', '(', 'X', 1, 0, 0, 0, 'a', 'h', 0, 'u', 'b', '.'};
    byte[] pickle = new byte[head.length + body.length + tail.length];
    System.arraycopy(head, 0, pickle, 0, head.length);
    System.arraycopy(body, 0, pickle, head.length, body.length);
    System.arraycopy(tail, 0, pickle, head.length + body.length, tail.length);
    TorchFileTest.refused(
        TorchFileTest.changed("data.pkl", record -> pickle), "is damaged: ", "contains itself");
  }

  private static byte[] forged(Consumer<Instance> change) {
    ScriptArchive archive = ScriptArchive.read(TorchFileTest.file(), "file");
    return TorchFileTest.changed(
        "data.pkl",
        record -> {
          Instance top =
              (Instance) Pickle.read(record, key -> archive.records().get("data/" + key));
          change.accept(top);
          return PickleWriter.write(top);
        });
  }

  private static TorchNetwork read(byte[] bytes) {
    return TorchNetwork.read(bytes, "model.pt", TorchFileTest.INPUT);
  }
}
