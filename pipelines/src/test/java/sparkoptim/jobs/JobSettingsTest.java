// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JobSettingsTest {
  private static final List<String> LIBSVM =
      List.of("data.format=libsvm", "data.train=a", "stage.class=A", "output=o");

  @Test
  void train_leastConfig_hasTheDefaults() {
    TrainSettings settings = train();
    assertThat(settings.overwrite()).isTrue();
    assertThat(settings.features()).isEmpty();
    assertThat(settings.test()).isEmpty();
    assertThat(settings.data().split()).isEmpty();
    assertThat(settings.data().relabel()).isEqualTo(DataSettings.Relabel.NONE);
    assertThat(settings.run())
        .isEqualTo(new RunSettings(ConsoleProgress.Mode.AUTO, RunSettings.LogLevel.WARN));
  }

  @Test
  void train_keyNotSet_saysHowToSetIt() {
    refused("data.train=null")
        .hasMessage("data.train is not set: write it in the config file, or pass data.train=PATH");
    refused("output=").hasMessageContaining("output is not set");
    refused("stage.class=null").hasMessageContaining("stage.class is not set");
    refused("data.format=null")
        .hasMessageContaining("one of libsvm, csv, idx, table, sql, parquet, orc, json");
  }

  @Test
  void train_unknownFormat_namesTheNearest() {
    refused("data.format=libsmv")
        .hasMessageStartingWith("data.format must be one of libsvm, csv, ")
        .hasMessageContaining(", was libsmv; did you mean libsvm?");
  }

  @Test
  void train_formatOfAPackage_saysWhichToAdd() {
    refused("data.format=avro")
        .hasMessageMatching(
            "data.format = avro needs a package that is not there: add -- --packages"
                + " org.apache.spark:spark-avro_2\\.1[23]:\\d\\.\\d\\.\\d+");
    refused("data.format=Delta").hasMessageContaining("--packages io.delta:delta-spark_2.1");
  }

  @Test
  void train_wrongType_namesTheKeyAndTheType() {
    refused("data.numFeatures=many")
        .hasMessageContaining("data.numFeatures must be a whole number below 2^31, was many");
    refused("overwrite=7").hasMessageContaining("overwrite").hasMessageContaining("BOOLEAN");
    refused("data.split.testEvery=1.5").hasMessageContaining("data.split.testEvery");
    refused("features={}").hasMessageContaining("features must be a list");
    refused("stage.params=3").hasMessageContaining("stage.params");
    refused("data.numFeatures=0").hasMessage("data.numFeatures must be at least 1, was 0");
  }

  @Test
  void train_keyOfAnotherFormat_isRefused() {
    refused("data.labels=x")
        .hasMessage("data.labels goes with data.format = idx only, which is libsvm");
    refused("data.format=csv", "data.numFeatures=3").hasMessageContaining("libsvm only");
    refused("data.schema=x INT").hasMessage("data.schema does not go with data.format = libsvm");
  }

  @Test
  void train_idxWithoutLabels_isRefused() {
    refused("data.format=idx").hasMessageContaining("data.labels is not set");
    refused("data.format=idx", "data.labels=l", "data.test=t")
        .hasMessageContaining("data.testLabels is not set");
  }

  @Test
  void train_testAndSplit_isRefused() {
    refused("data.test=t", "data.split.testEvery=5")
        .hasMessageContaining("data.test and data.split are both set");
    refused("data.split.first=3", "data.split.testEvery=5")
        .hasMessageContaining("one of testFraction, testEvery and first");
  }

  @Test
  void train_unknownReaderOption_namesTheNearest() {
    refused("data.format=csv", "data.options.hedaer=true")
        .hasMessage("data.options.hedaer is not an option of the csv reader; did you mean header?");
    refused("data.format=parquet", "data.options.header=true")
        .hasMessageContaining("parquet reader");
    assertThat(train("data.format=csv", "data.options.SEP=|").data().options())
        .containsEntry("SEP", "|");
  }

  @ParameterizedTest
  @CsvSource({
    "csv, multiLine=maybe, must be true or false",
    "csv, header=7, must be true or false",
    "csv, samplingRatio=x, 'samplingRatio: For input string: \"x\"'",
    "csv, quote=ab, 'quote: quote cannot be more than one character'",
    "csv, encoding=KLINGON, must be the name of a charset",
    "csv, mode=FOO, must be one of PERMISSIVE",
    "csv, nanValue=x, is not used: NaN",
    "json, encoding=UTF-16LE, goes with data.options.multiLine = true or",
    "json, allowComments=7, must be true or false",
    "parquet, mergeSchema=x, must be true or false",
    "orc, recursiveFileLookup=x, must be true or false",
    "text, modifiedBefore=yesterday, must be a time such as 2026-11-30T00:00:00",
  })
  void train_readerOptionOfTheWrongKind_isNamed(String format, String option, String expected) {
    refused("data.format=" + format, "data.options." + option)
        .hasMessageContaining("data.options." + option.replaceFirst("=.*", ""))
        .hasMessageContaining(expected);
  }

  @Test
  void score_places_followTheOutput() {
    ScoreSettings settings = score("data.score=s", "output=o");
    assertThat(settings.model().path()).isEqualTo("o/model");
    assertThat(settings.predictions()).isEqualTo("o/predictions");
    assertThat(score("data.score=s", "output=o", "model=m", "predictions=p"))
        .extracting(s -> s.model().path(), ScoreSettings::predictions)
        .containsExactly("m", "p");
  }

  @Test
  void score_noPlaces_isRefused() {
    assertThatThrownBy(() -> score("data.score=s", "output=null"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("neither model nor output is set");
    assertThatThrownBy(() -> score("output=o"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("data.score is not set");
  }

  private static AbstractThrowableAssert<?, ?> refused(String... overrides) {
    return assertThatThrownBy(() -> train(overrides)).isInstanceOf(JobException.class);
  }

  private static TrainSettings train(String... overrides) {
    return TrainSettings.of(config(overrides));
  }

  private static ScoreSettings score(String... overrides) {
    return ScoreSettings.of(config(overrides));
  }

  private static Config config(String... overrides) {
    List<String> all = new ArrayList<>(LIBSVM);
    all.addAll(List.of(overrides));
    return Overrides.parse(all).withFallback(JobConfig.reference()).resolve();
  }
}
