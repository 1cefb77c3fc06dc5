// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.PrintStream;
import picocli.CommandLine.Option;
import sparkoptim.jobs.registry.Promotion;
import sparkoptim.jobs.registry.Registry;

/** What the commands share that change which version serves. */
abstract class ChangeCommand extends RegistryCommand {
  @Option(names = "--note", paramLabel = "TEXT", description = "Why; the history keeps it.")
  private String note;

  @Option(
      names = "--single-writer",
      description =
          "No other run writes to the registry at the same time: needed on file systems that"
              + " cannot keep two apart.")
  private boolean singleWriter;

  /** Returns the note; null where there is none. */
  final String note() {
    return note == null || note.isBlank() ? null : note;
  }

  @Override
  final Registry open(String folder) throws IOException {
    return Registry.toChange(folder, HadoopSettings.get(), singleWriter);
  }

  static void tell(Promotion promotion, PrintStream out) {
    var table = new ResultTable();
    table.add("serves", promotion.version());
    table.add("before", promotion.previous());
    table.add("promotion", promotion.number());
    table.add("kind", promotion.kind().text());
    table.add("note", promotion.note());
    table.print(out);
  }
}
