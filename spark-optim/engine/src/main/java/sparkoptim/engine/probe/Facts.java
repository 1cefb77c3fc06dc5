// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.probe;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sparkoptim.core.network.Backend;

/** What a process says of itself. */
public final class Facts {
  /** Version of this library; empty where its classes come from no jar. */
  public static final String OURS = "sparkOptim";

  public static final String SPARK = "spark";
  public static final String SCALA = "scala";
  public static final String JAVA = "java";

  /** Whether Java opens to Spark what it needs. */
  public static final String OPENED = "addOpens";

  /** The library that multiplies matrices, and a hash of what it computes. */
  public static final String BLAS = "blas";

  /** Bytes that the heap may take. */
  public static final String HEAP = "maxHeapBytes";

  /** On executors: Spark's folder for what does not fit into memory. */
  public static final String SCRATCH = "scratch";

  /** Bytes that are free there. */
  public static final String SCRATCH_FREE = "scratchFreeBytes";

  /** Where a GPU is asked for: what computes on it, after it did. */
  public static final String GPU = "gpu";

  /** Why there is none. */
  public static final String NO_GPU = "noGpu";

  private Facts() {}

  /** Returns the facts of this process. */
  public static Map<String, String> here() {
    Map<String, String> facts = new TreeMap<>();
    String ours = Facts.class.getPackage().getImplementationVersion();
    facts.put(OURS, Optional.ofNullable(ours).orElse(""));
    facts.put(SPARK, org.apache.spark.package$.MODULE$.SPARK_VERSION());
    facts.put(SCALA, scala.util.Properties.versionNumberString());
    facts.put(JAVA, System.getProperty("java.version"));
    Module unnamed = Facts.class.getClassLoader().getUnnamedModule();
    facts.put(OPENED, "" + Object.class.getModule().isOpen("sun.nio.ch", unnamed));
    facts.put(BLAS, Backend.AUTO.description() + " " + Backend.AUTO.example());
    facts.put(HEAP, "" + Runtime.getRuntime().maxMemory());
    return facts;
  }
}
