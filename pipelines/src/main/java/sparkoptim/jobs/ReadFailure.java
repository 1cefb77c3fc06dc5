// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.univocity.parsers.common.TextParsingException;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.execution.datasources.SchemaColumnConvertNotSupportedException;

/** An error of a reader, with the file it came from. */
final class ReadFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Pattern FILE =
      Pattern.compile(
          "(?:path=|file:? |Parquet file\\S* |file )\\[?((?:[a-z0-9]+:)?/[^\\s;,\\]}]+)");

  private static final Pattern COLON =
      Pattern.compile("Relative path in absolute URI: \\.?(.*?)(\\.crc)?$");

  private ReadFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /** Returns an error that names the file; those that are no fault of a file are thrown. */
  static RuntimeException in(String file, Throwable thrown) {
    if (thrown instanceof VirtualMachineError error) {
      throw error;
    }
    boolean unknown = file.isEmpty() || thrown instanceof ReadFailure || !isOfInput(thrown);
    return unknown
        ? ReadFailure.<RuntimeException>unchecked(thrown)
        : new ReadFailure(file, thrown);
  }

  /** Throws what Scala's methods throw without declaring it. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the type is erased
  private static <T extends Throwable> RuntimeException unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /**
   * Returns what the user can act on: the key, the file and the reason in one line; the error
   * itself where it has nothing to do with a file.
   */
  static RuntimeException explained(Input input, Throwable thrown) {
    List<Throwable> causes = causes(thrown);
    for (Throwable cause : causes) {
      if (cause instanceof JobException || cause instanceof TryAgainException) {
        return (RuntimeException) cause;
      }
    }
    for (Throwable cause : causes) {
      if (cause instanceof ReadFailure named) {
        return refusal(input, Inputs.readable(named.getMessage()), named.getCause(), thrown);
      }
    }
    for (Throwable cause : causes) {
      Matcher named = FILE.matcher(String.valueOf(cause.getMessage()));
      if (isOfInput(cause) && named.find()) {
        return refusal(
            input, Inputs.readable(named.group(1).replaceFirst("[.:]+$", "")), cause, thrown);
      }
    }
    for (Throwable cause : causes) {
      Matcher colon = COLON.matcher(String.valueOf(cause.getMessage()));
      if (colon.find()) {
        return new JobException(
            "%s: Hadoop reads no file with a colon in its name, as there is in %s: rename %s"
                .formatted(input.key(), input.path(), colon.group(1)),
            thrown);
      }
    }
    return causes.stream()
            .anyMatch(c -> c instanceof IOException || c instanceof TextParsingException)
        ? refusal(input, input.path(), thrown, thrown)
        : ReadFailure.<RuntimeException>unchecked(thrown);
  }

  private static RuntimeException refusal(
      Input input, String file, Throwable cause, Throwable thrown) {
    String message = "%s: cannot read %s: %s".formatted(input.key(), file, reason(cause));
    if (StorageFault.mayPass(cause)) {
      return new TryAgainException(message, thrown);
    }
    return ContentFault.isOfFile(cause)
        ? new ContentException(message, thrown)
        : new JobException(message, thrown);
  }

  /** Whether the kind of error says that the input is at fault: its bytes, not its rows. */
  private static boolean isOfInput(Throwable thrown) {
    return ContentFault.isOfFile(thrown)
        || causes(thrown).stream()
            .anyMatch(
                cause ->
                    cause instanceof IOException
                        || cause
                            .getClass()
                            .getName()
                            .matches(".*(Parquet|orc|avro|Json|univocity).*")
                        || String.valueOf(cause.getMessage()).contains("is not a Parquet file"));
  }

  private static String reason(Throwable thrown) {
    List<Throwable> causes = causes(thrown);
    Throwable last = causes.get(causes.size() - 1);
    String said = String.valueOf(last.getMessage()).lines().findFirst().orElse("").strip();
    if (last instanceof EOFException) {
      return "it ends too early, as a file that was cut does (" + said + ")";
    }
    for (Throwable cause : causes) {
      if (cause instanceof TextParsingException) {
        return Text.shortened(ofParser(cause.getMessage()));
      } else if (cause instanceof SchemaColumnConvertNotSupportedException other) {
        return "its column %s is %s, and that of other files, or of data.schema, is %s"
            .formatted(other.getColumn(), other.getPhysicalType(), other.getLogicalType());
      }
    }
    return said.isEmpty() || said.equals("null")
        ? last.getClass().getSimpleName()
        : Text.shortened(said);
  }

  /** The parser of CSV has limits, which its message does not name. */
  private static String ofParser(String said) {
    String line = said.lines().findFirst().orElse("").strip();
    if (line.contains("ArrayIndexOutOfBounds")) {
      return "a row has more columns than data.options.maxColumns, which is 20480 if not set";
    }
    return line.startsWith("Length of parsed input")
        ? "a value is longer than data.options.maxCharsPerColumn; -1 takes any"
        : line;
  }

  private static List<Throwable> causes(Throwable thrown) {
    var causes = new ArrayList<Throwable>();
    for (Throwable t = thrown; t != null && !causes.contains(t); t = t.getCause()) {
      causes.add(t);
    }
    return causes;
  }
}
