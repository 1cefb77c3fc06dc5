// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import java.io.IOException;

/** Tells of a run in one place. A step that fails must not cost the model, nor the other steps. */
public interface ReportStep {
  /** Returns what messages call it. */
  String name();

  /** Tells of the run; returns whether there was something to tell. */
  boolean write(RunReport run, Files output) throws Exception;

  /** The output folder of the run. */
  @FunctionalInterface
  interface Files {
    /** Writes a file of the folder. */
    void write(String name, byte[] content) throws IOException;
  }
}
