// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import scala.Function1;

/**
 * What a param is, in one place: its name, its documentation, its default and its check. A stage
 * and its model make a {@link Param} of their own from it, see {@link ParamTable}.
 *
 * @param <P> the kind of param
 */
final class ParamSpec<P extends Param<?>> {
  private final String name;
  private final Object standard;
  private final Maker<P> maker;

  private ParamSpec(String name, Object standard, Maker<P> maker) {
    this.name = name;
    this.standard = standard;
    this.maker = maker;
  }

  /** Makes the param of one owner. */
  private interface Maker<P> {
    P of(Params owner, String name);
  }

  /**
   * A check that explains itself: it throws, or returns whether a value is fine. Params are
   * serialised with their stage, checks included.
   *
   * @param <T> type of the value
   */
  @FunctionalInterface
  interface Check<T> extends Serializable {
    /** Returns whether a value is fine. */
    boolean passes(T value);

    /** Returns this check in the form that Spark takes. */
    default Function1<T, Object> validator() {
      return (Function1<T, Object> & Serializable) this::passes;
    }
  }

  static ParamSpec<IntParam> integer(String name, int standard, String doc, Check<Integer> check) {
    Function1<Object, Object> validator = unboxed(check);
    return new ParamSpec<>(name, standard, (o, n) -> new IntParam(o, n, doc, validator));
  }

  static ParamSpec<LongParam> longInteger(String name, long standard, String doc) {
    return new ParamSpec<>(name, standard, (o, n) -> new LongParam(o, n, doc));
  }

  /** A finite number from {@code least} on. */
  static ParamSpec<DoubleParam> number(String name, double standard, String doc, double least) {
    return number(name, standard, doc, least, Double.MAX_VALUE);
  }

  static ParamSpec<DoubleParam> number(
      String name, double standard, String doc, double least, double most) {
    Function1<Object, Object> range = ParamValidators.inRange(least, most);
    return new ParamSpec<>(name, standard, (o, n) -> new DoubleParam(o, n, doc, range));
  }

  static ParamSpec<BooleanParam> flag(String name, boolean standard, String doc) {
    return new ParamSpec<>(name, standard, (o, n) -> new BooleanParam(o, n, doc));
  }

  static ParamSpec<IntArrayParam> integers(
      String name, int[] standard, String doc, Check<int[]> check) {
    return new ParamSpec<>(
        name, standard, (o, n) -> new IntArrayParam(o, n, doc, given(n, check).validator()));
  }

  /** A text without a default. */
  static ParamSpec<Param<String>> unset(String name, String doc) {
    return text(name, null, doc);
  }

  /** Texts without a default. */
  static ParamSpec<StringArrayParam> unsetTexts(String name, String doc, Check<String[]> check) {
    return new ParamSpec<>(
        name, null, (o, n) -> new StringArrayParam(o, n, doc, given(n, check).validator()));
  }

  /** A vector without a default. */
  static ParamSpec<Param<Vector>> vector(String name, String doc) {
    return new ParamSpec<>(name, null, (o, n) -> new BoundsParam<>(o, n, doc));
  }

  /** A matrix without a default. */
  static ParamSpec<Param<Matrix>> matrix(String name, String doc) {
    return new ParamSpec<>(name, null, (o, n) -> new BoundsParam<>(o, n, doc));
  }

  static ParamSpec<Param<String>> text(String name, String standard, String doc) {
    return text(name, standard, doc, value -> true);
  }

  static ParamSpec<Param<String>> text(
      String name, String standard, String doc, Check<String> check) {
    return new ParamSpec<>(
        name, standard, (o, n) -> TextParam.of(o, n, doc, given(n, check).validator()));
  }

  /** Refuses null by the param's name, which Spark would only find when it describes the value. */
  private static <T> Check<T> given(String name, Check<T> check) {
    return value -> {
      requireGiven(name, value);
      return check.passes(value);
    };
  }

  /** Refuses null for a param. */
  static void requireGiven(String name, Object value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " must not be null; clear() takes a value away");
    }
  }

  /** One of some texts. */
  static ParamSpec<Param<String>> choice(
      String name, String standard, String doc, List<String> choices) {
    return text(name, standard, doc, choices::contains);
  }

  /** The same with another default, for stages that do not share it. */
  ParamSpec<P> withDefault(Object value) {
    return new ParamSpec<>(name, value, maker);
  }

  String name() {
    return name;
  }

  /** Returns the default; null where there is none. */
  Object standard() {
    return standard;
  }

  P make(Params owner) {
    return maker.of(owner, name);
  }

  /** Scala's primitives are Objects to Java's generics. */
  private static Function1<Object, Object> unboxed(Check<Integer> check) {
    Check<Object> boxed = value -> check.passes(((Number) value).intValue());
    return boxed.validator();
  }
}
