// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayArrayParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.FloatParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * Turns plain configuration values (numbers, texts, booleans, lists) into the type that a Spark ML
 * param holds. A text that reads as a number counts as one: environment variables are texts.
 */
final class ParamValues {
  private ParamValues() {}

  /** Says what was expected of a value that does not fit. */
  static final class Mismatch extends Exception {
    private static final long serialVersionUID = 1L;

    Mismatch(String expected) {
      super(expected);
    }
  }

  /** Converts one value for one param of a stage. */
  static Object convert(Params stage, Param<?> param, Object value) throws Mismatch {
    if (param instanceof IntParam) {
      return wholeNumber(value, "a whole number");
    } else if (param instanceof LongParam) {
      return longNumber(value);
    } else if (param instanceof DoubleParam) {
      return number(value, "a number");
    } else if (param instanceof FloatParam) {
      return (float) number(value, "a number");
    } else if (param instanceof BooleanParam) {
      return flag(value);
    } else if (param instanceof StringArrayParam) {
      return texts(value);
    } else if (param instanceof DoubleArrayParam) {
      return numbers(value);
    } else if (param instanceof IntArrayParam) {
      return wholeNumbers(value);
    } else if (param instanceof DoubleArrayArrayParam) {
      return numberRows(value);
    }
    return general(stage, param, value);
  }

  /** Returns a plain {@code Param<T>}: the stage's method of the param's name has the type T. */
  private static Object general(Params stage, Param<?> param, Object value) throws Mismatch {
    Type type = typeArgument(stage, param);
    if (type == String.class) {
      return text(value);
    } else if (type == Vector.class) {
      return Vectors.dense(numbers(value));
    } else if (type == Matrix.class) {
      return matrix(numberRows(value));
    } else if (type == Object.class) {
      return like(stage.getDefault(param), value);
    }
    throw new Mismatch("set in code: a configuration cannot hold a " + type.getTypeName());
  }

  /** Returns the type argument of {@code Param<T>}; Object where the stage does not say. */
  private static Type typeArgument(Params stage, Param<?> param) {
    try {
      Type returned = stage.getClass().getMethod(param.name()).getGenericReturnType();
      return returned instanceof ParameterizedType generic
          ? generic.getActualTypeArguments()[0]
          : Object.class;
    } catch (NoSuchMethodException e) {
      return Object.class;
    }
  }

  /**
   * Returns a {@code Param<Object>} holds what its default is; without a default, what is written.
   */
  private static Object like(scala.Option<?> standard, Object value) throws Mismatch {
    Object example = standard.isDefined() ? standard.get() : value;
    if (example instanceof Integer) {
      return wholeNumber(value, "a whole number");
    } else if (example instanceof Long) {
      return longNumber(value);
    } else if (example instanceof Number) {
      return number(value, "a number");
    } else if (example instanceof Boolean) {
      return flag(value);
    }
    return text(value);
  }

  private static double number(Object value, String expected) throws Mismatch {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    try {
      return Double.parseDouble(text(value));
    } catch (NumberFormatException e) {
      throw new Mismatch(expected);
    }
  }

  private static int wholeNumber(Object value, String expected) throws Mismatch {
    try {
      return new BigDecimal(text(value).strip()).intValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw new Mismatch(expected + " between -2^31 and 2^31 - 1");
    }
  }

  private static long longNumber(Object value) throws Mismatch {
    try {
      return new BigDecimal(text(value).strip()).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw new Mismatch("a whole number between -2^63 and 2^63 - 1");
    }
  }

  private static Boolean flag(Object value) throws Mismatch {
    return switch (String.valueOf(value)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new Mismatch("true or false");
    };
  }

  private static String text(Object value) throws Mismatch {
    if (value instanceof List || value instanceof Map) {
      throw new Mismatch("a text");
    }
    return String.valueOf(value);
  }

  private static String[] texts(Object value) throws Mismatch {
    List<?> list = list(value, "a list of texts");
    String[] texts = new String[list.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = text(list.get(i));
    }
    return texts;
  }

  private static double[] numbers(Object value) throws Mismatch {
    List<?> list = list(value, "a list of numbers");
    double[] numbers = new double[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(list.get(i), "a list of numbers");
    }
    return numbers;
  }

  private static int[] wholeNumbers(Object value) throws Mismatch {
    List<?> list = list(value, "a list of whole numbers");
    int[] numbers = new int[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = wholeNumber(list.get(i), "a list of whole numbers");
    }
    return numbers;
  }

  private static double[][] numberRows(Object value) throws Mismatch {
    List<?> list = list(value, "a list of lists of numbers");
    double[][] rows = new double[list.size()][];
    for (int i = 0; i < rows.length; i++) {
      if (!(list.get(i) instanceof List)) {
        throw new Mismatch("a list of lists of numbers");
      }
      rows[i] = numbers(list.get(i));
    }
    return rows;
  }

  private static Matrix matrix(double[][] rows) throws Mismatch {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    double[] values = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns) {
        throw new Mismatch("a matrix: lists of numbers of one length");
      }
      System.arraycopy(rows[i], 0, values, i * columns, columns);
    }
    return new DenseMatrix(rows.length, columns, values, true);
  }

  private static List<?> list(Object value, String expected) throws Mismatch {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new Mismatch(expected);
  }
}
