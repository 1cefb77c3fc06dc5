// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import sparkoptim.core.DidYouMean;
import sparkoptim.core.MethodRegistry;
import sparkoptim.core.Services;

/**
 * The format that {@code data.format} names: one of ours, or one that another jar brings.
 *
 * @param ours null where another jar brings it
 * @param provider null where it is ours
 */
record DataFormat(Ours ours, SourceProvider provider) {

  /** The formats of this library. */
  enum Ours {
    LIBSVM,
    CSV,
    PARQUET,
    IDX
  }

  static final DataFormat IDX = new DataFormat(Ours.IDX, null);
  static final DataFormat LIBSVM = new DataFormat(Ours.LIBSVM, null);
  static final DataFormat CSV = new DataFormat(Ours.CSV, null);

  /**
   * Returns the format of a name; case is free.
   *
   * @throws JobException if there is none, naming all that there are
   */
  static DataFormat of(Keys keys) {
    List<SourceProvider> providers = new ArrayList<>();
    List<String> broken =
        Services.load(SourceProvider.class, Services.threadLoader(), providers::add);
    Map<String, DataFormat> known = known(providers);
    String names = String.join(", ", known.keySet());
    String name =
        keys.text("data.format")
            .orElseThrow(
                () -> new JobException("data.format is not set: one of " + names + " is needed"));
    DataFormat format = known.get(name.toLowerCase(Locale.ROOT));
    if (format == null) {
      String near =
          DidYouMean.of(name, List.copyOf(known.keySet()))
              .map(nearest -> "; did you mean " + nearest + "?")
              .orElse("");
      throw new JobException(
          "data.format must be one of %s, was %s%s%s"
              .formatted(names, name, near, Services.hint(broken)));
    }
    return format;
  }

  private static Map<String, DataFormat> known(List<SourceProvider> providers) {
    Map<String, DataFormat> known = new LinkedHashMap<>();
    for (Ours ours : Ours.values()) {
      known.put(Keys.name(ours), new DataFormat(ours, null));
    }
    Map<String, DataFormat> others = new TreeMap<>();
    for (SourceProvider provider : providers) {
      DataFormat taken = others.put(provider.format(), new DataFormat(null, provider));
      if (taken != null || known.containsKey(provider.format())) {
        Class<?> first = taken == null ? DataFormat.class : taken.provider.getClass();
        throw new JobException(
            "two data formats have the name %s: one of %s and one of %s"
                .formatted(
                    provider.format(),
                    MethodRegistry.jarOf(first),
                    MethodRegistry.jarOf(provider.getClass())));
      }
    }
    known.putAll(others);
    return known;
  }

  /** Returns the value of {@code data.format}. */
  String name() {
    return ours == null ? provider.format() : Keys.name(ours);
  }

  /** Returns the rows of a job's settings. */
  static Source source(DataSettings settings) {
    DataFormat format = settings.format();
    if (format.ours == null) {
      return format.provider.open(settings.labelColumn(), settings.options());
    }
    return switch (format.ours) {
      case CSV -> new CsvSource(settings);
      case IDX -> new IdxSource(settings);
      case LIBSVM -> new LibsvmSource(settings);
      case PARQUET -> new ParquetSource(settings);
    };
  }
}
