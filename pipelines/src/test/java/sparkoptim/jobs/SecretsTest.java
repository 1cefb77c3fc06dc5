// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "PASSWORD",
        "dbPassword",
        "user_password",
        "passwd",
        "pwd",
        "keyPass",
        "passphrase",
        "secret",
        "client_secret",
        "clientSecret",
        "clientsecret",
        "fs.s3a.secret.key",
        "fs.s3a.access.key",
        "fs.s3a.session.token",
        "AWS_SECRET_ACCESS_KEY",
        "accessKeyId",
        "accountKey",
        "fs.azure.account.key.NAME.dfs.core.windows.net",
        "fs.azure.sas.fixed.token.NAME",
        "apiKey",
        "API_KEY",
        "api-key",
        "apikey",
        "privateKey",
        "pem.private.key",
        "token",
        "accessToken",
        "OAuthToken",
        "token.refresh_token",
        "sas",
        "SAS",
        "credentials",
        "hadoop.security.credential.provider.path",
        "kafka.sasl.jaas.config",
        "authorization",
        "sharedAccessSignature",
        "jwt"
      })
  void isSecret_keyOfASecret_isTrue(String key) {
    assertThat(Secrets.isSecret(key)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "optimMethod",
        "featuresCol",
        "keepCheckpoints",
        "tokenize",
        "minTokenLength",
        "key",
        "keyColumn",
        "passwordFile",
        "data.options.secretKeyAlias",
        "primaryKey",
        "passes",
        "maxPasses",
        "bypass.filter",
        "author",
        "sasquatch",
        "monkey",
        "keywords",
        "user",
        "data.options.header"
      })
  void isSecret_otherKey_isFalse(String key) {
    assertThat(Secrets.isSecret(key)).isFalse();
  }

  @Test
  void isSecret_paramsOfKnownStagesAndKeysOfJobs_areNone() throws ReflectiveOperationException {
    JobConfig.reference()
        .entrySet()
        .forEach(
            entry -> assertThat(Secrets.isSecret(entry.getKey())).as(entry.getKey()).isFalse());
    for (String name : KnownStages.names("full.names")) {
      Class<? extends PipelineStage> type = Class.forName(name).asSubclass(PipelineStage.class);
      if (Modifier.isAbstract(type.getModifiers())) {
        continue;
      }
      PipelineStage stage = type.getConstructor().newInstance();
      assertThat(Arrays.stream(stage.params()).map(Param::name).filter(Secrets::isSecret))
          .as(name)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s3a://AKIDEXAMPLE:s3cr3t@bucket/path | s3a://***@bucket/path",
        "s3a://KEY:s3c/r3t+x@bucket/path | s3a://***@bucket/path",
        "s3a://KEY:123/s3cr3t@bucket/path | s3a://***@bucket/path",
        "S3A://KEY:123/s3cr3t@bucket/path,s3a://b/c | S3A://***@bucket/path,s3a://b/c",
        "abfss://container:s3cr3t@account/path | abfss://***@account/path",
        "redis://:s3cr3t@host/0 | redis://***@host/0",
        "jdbc:x://me:123@host/d?a=http://b:s3cr3t@c/ | jdbc:x://***@host/d?a=http://***@c/",
        "jdbc:sqlserver://h;accessToken=s3cr3t | jdbc:sqlserver://h;accessToken=***",
        "jdbc:mysql://(host=h,password=s3cr3t)/db | jdbc:mysql://(host=h,password=***",
        "https://s3cr3t@github.com/a | https://***@github.com/a",
        "ftp://me:p@s3cr3t@host/a | ftp://***@host/a",
        "jdbc:postgresql://me:s3cr3t@host:5432/db | jdbc:postgresql://***@host:5432/db",
        "jdbc:mysql://me:s3c/r3t@host/db | jdbc:mysql://***@host/db",
        "mongodb+srv://me:s3cr3t@a.b/db | mongodb+srv://***@a.b/db",
        "jdbc:oracle:thin:me/s3cr3t@//host:1521/x | jdbc:oracle:thin:***@//host:1521/x",
        "jdbc:mysql://h/db?user=me&password=s3cr3t | jdbc:mysql://h/db?user=me&password=***",
        "jdbc:sqlserver://h;user=me;password=s3 cr3t;x=1 | jdbc:sqlserver://h;user=me;password=***;x=1",
        "jdbc:sqlserver://h;Pwd='s3;cr3t';x=1 | jdbc:sqlserver://h;Pwd=***;x=1",
        "url=jdbc:x://h/d?password=s3cr3t | url=jdbc:x://h/d?password=***",
        "https://h/c?sv=2020&sig=s3cr3t%3D&se=1 | https://h/c?sv=2020&sig=***&se=1",
        "https://h/x?X-Amz-Signature=s3cr3t&a=b | https://h/x?X-Amz-Signature=***&a=b",
        "AccountName=a;AccountKey=s3cr3t==;B=c | AccountName=a;AccountKey=***;B=c",
        "user: me, password: s3cr3t, host: h | user: me, password: ***, host: h",
        "Bearer s3cr3ts3cr3t | ***",
        "a,s3a://K:s3cr3t@b/c,hdfs://nn:8020/d | a,s3a://***@b/c,hdfs://nn:8020/d",
      })
  void redacted_secretInAText_isHiddenAlone(String text, String expected) {
    assertThat(Secrets.redacted(text)).isEqualTo(expected).doesNotContain("cr3t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hdfs://namenode:8020/data/me@work/rows.csv",
        "abfss://container@account.dfs.core.windows.net/path",
        "ABFSS://container@account.dfs.core.windows.net/a:b@c",
        "s3a://bucket/a:b@c",
        "wasbs://container@account.blob.core.windows.net/path",
        "file:///home/me@host/a",
        "svrg(every=2) + local",
        "adamw + one-cycle(0.003)",
        "age INT, token STRING",
        "s3a://bucket/key=3/day=2026-11-10",
        "http://host:80,http://other:81/a@b",
        "SELECT a, b FROM t WHERE a = 3",
        "C:/data/rows.csv"
      })
  void redacted_ordinaryText_staysAsItIs(String text) {
    assertThat(Secrets.redacted(text)).isEqualTo(text);
  }

  @Test
  void redacted_jsonInAText_hidesItsSecrets() {
    assertThat(Secrets.redacted("{\"user\": \"me\", \"apiKey\": \"s3cr3t\", \"n\": 1}"))
        .isEqualTo("{\"user\": \"me\", \"apiKey\": ***, \"n\": 1}");
  }

  @Test
  void redacted_longText_takesNoTime() {
    assertThat(Secrets.redacted("a".repeat(500_000))).hasSize(500_000);
    assertThat(Secrets.redacted("a:".repeat(50_000))).hasSize(100_000);
    assertThat(Secrets.redacted("a=b;".repeat(50_000))).hasSize(200_000);
  }

  @Test
  void redacted_configuration_hidesAtAnyDepth() {
    Config config =
        ConfigFactory.parseString(
            """
            data.options { url = "jdbc:x://u:s3cr3t@h/d", password = s3cr3t, header = true }
            data.options.fs.s3a { access.key = s3cr3t, secret.key = s3cr3t, path.style = true }
            list = [{ token = s3cr3t }, "s3a://a:s3cr3t@b/c"]
            secret { a = [s3cr3t], b = 53237, c { d = s3cr3t, file = s3cr3t } }
            stage.params { tol = 1e-6, minTokenLength = 3, useSecrets = true, token = null }
            """);
    Map<String, Object> values = Secrets.redacted(config);
    assertThat(values.toString())
        .doesNotContain("s3cr3t")
        .doesNotContain("53237")
        .contains("jdbc:x://***@h/d", "header=true", "style=true", "tol=1.0E-6")
        .contains("minTokenLength=3", "useSecrets=true", "token=null");
  }

  @Test
  void recorded_environmentVariables_areNames() throws IOException {
    String path = System.getenv("PATH");
    assumeThat(path).isNotBlank();
    Path file =
        Files.writeString(
            folder.resolve("job.conf"),
            """
            base = ${PATH}
            stage.params { a = ${PATH}, b = "x/"${PATH}"/y", c = ${base}, d = ${?NO_SUCH_NAME}, e = 5 }
            data { train = ${stage.params.b}, test = ${output} }
            output = here
            """
                .replace("base", "model"));
    Config recorded = JobConfig.recorded(file.toString(), List.of("data.score=${PATH}"));
    assertThat(recorded.root().unwrapped().toString()).doesNotContain(path);
    assertThat(recorded.getString("stage.params.b")).isEqualTo("x/${PATH}/y");
    assertThat(recorded.getString("stage.params.c")).isEqualTo("${PATH}");
    assertThat(recorded.getString("data.train")).isEqualTo("x/${PATH}/y");
    assertThat(recorded.getString("data.test")).isEqualTo("here");
    assertThat(recorded.getString("data.score")).isEqualTo("${PATH}");
    assertThat(recorded.hasPath("stage.params.d")).isFalse();
    assertThat(recorded.getInt("stage.params.e")).isEqualTo(5);
    assertThat(JobConfig.load(file.toString(), List.of()).getString("stage.params.a"))
        .isEqualTo(path);
  }
}
