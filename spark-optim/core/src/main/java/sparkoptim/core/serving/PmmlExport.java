// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.serving;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Linear models as PMML 4.3: a {@code RegressionModel} whose inputs are {@code field_0}, {@code
 * field_1}, ..., as in MLlib's exports, and whose outputs are {@code prediction} and of classes
 * with probabilities {@code probability_0}, {@code probability_1}, ...
 */
public final class PmmlExport {
  private static final String NAMESPACE = "http://www.dmg.org/PMML-4_3";
  private static final String MARGIN = "margin";

  /** A certain class: PMML has no infinities, and exponentials overflow. */
  private static final double CERTAIN = 600;

  private final XMLStreamWriter xml;
  private final LinearNumbers numbers;

  private PmmlExport(XMLStreamWriter xml, LinearNumbers numbers) {
    this.xml = xml;
    this.numbers = numbers;
  }

  /**
   * Returns a model as the text of a PMML file.
   *
   * @param description what the file says of it
   */
  public static String text(LinearNumbers numbers, String description) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      new PmmlExport(xml, numbers).document(description);
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e); // a string has no end
    }
    return text.toString();
  }

  private void document(String description) throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    start("PMML", "version", "4.3");
    xml.writeDefaultNamespace(NAMESPACE);
    start("Header", "description", description);
    empty("Application", "name", "Apache Spark with Spark Optim");
    xml.writeEndElement();
    dictionary();
    boolean classifies = numbers.kind().classifies();
    start(
        "RegressionModel",
        "functionName",
        classifies && numbers.kind().probable() ? "classification" : "regression",
        "normalizationMethod",
        switch (numbers.kind()) {
          case REGRESSION, MARGIN -> "none";
          case POISSON -> "exp";
          case LOGISTIC -> "logit";
          case SOFTMAX -> "softmax";
        });
    schema();
    output();
    tables();
    xml.writeEndElement();
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private void dictionary() throws XMLStreamException {
    int fields = numbers.features() + 1;
    start("DataDictionary", "numberOfFields", String.valueOf(fields));
    for (int j = 0; j < numbers.features(); j++) {
      empty("DataField", "name", field(j), "optype", "continuous", "dataType", "double");
    }
    if (numbers.kind().probable()) {
      start("DataField", "name", "target", "optype", "categorical", "dataType", "integer");
      for (int k = 0; k < numbers.classes(); k++) {
        empty("Value", "value", String.valueOf(k));
      }
      xml.writeEndElement();
    } else {
      empty("DataField", "name", "target", "optype", "continuous", "dataType", "double");
    }
    xml.writeEndElement();
  }

  private void schema() throws XMLStreamException {
    start("MiningSchema");
    for (int j = 0; j < numbers.features(); j++) {
      empty("MiningField", "name", field(j), "usageType", "active");
    }
    empty("MiningField", "name", "target", "usageType", "target");
    xml.writeEndElement();
  }

  private void output() throws XMLStreamException {
    start("Output");
    switch (numbers.kind()) {
      case REGRESSION, POISSON -> predicted("prediction", "double");
      case MARGIN -> {
        predicted(MARGIN, "double");
        ifAbove(MARGIN, numbers.thresholds()[0]);
      }
      case LOGISTIC -> {
        probabilities();
        ifAbove("probability_1", numbers.thresholds()[0]);
      }
      case SOFTMAX -> {
        probabilities();
        if (numbers.thresholds().length == 0) {
          predicted("prediction", "integer");
        } else {
          byThresholds();
        }
      }
    }
    xml.writeEndElement();
  }

  private void predicted(String name, String type) throws XMLStreamException {
    empty("OutputField", output(name, type, "predictedValue"));
  }

  private static String[] output(String name, String type, String feature) {
    String operations = type.equals("double") ? "continuous" : "categorical";
    return new String[] {"name", name, "optype", operations, "dataType", type, "feature", feature};
  }

  private void probabilities() throws XMLStreamException {
    for (int k = 0; k < numbers.classes(); k++) {
      empty(
          "OutputField",
          "name",
          "probability_" + k,
          "optype",
          "continuous",
          "dataType",
          "double",
          "feature",
          "probability",
          "value",
          String.valueOf(k));
    }
  }

  private void ifAbove(String field, double limit) throws XMLStreamException {
    transformed("prediction", "integer");
    start("Apply", "function", "if");
    start("Apply", "function", "greaterThan");
    empty("FieldRef", "field", field);
    constant(limit);
    xml.writeEndElement();
    constant(1);
    constant(0);
    xml.writeEndElement();
    xml.writeEndElement();
  }

  /** The first class whose probability over threshold is the largest: a chain of conditions. */
  private void byThresholds() throws XMLStreamException {
    int classes = numbers.classes();
    for (int k = 0; k < classes; k++) {
      transformed("score_" + k, "double");
      start("Apply", "function", "/");
      empty("FieldRef", "field", "probability_" + k);
      constant(Math.max(numbers.thresholds()[k], Double.MIN_NORMAL));
      xml.writeEndElement();
      xml.writeEndElement();
    }
    transformed("prediction", "integer");
    for (int k = 0; k < classes - 1; k++) {
      start("Apply", "function", "if");
      start("Apply", "function", "greaterOrEqual");
      empty("FieldRef", "field", "score_" + k);
      start("Apply", "function", "max");
      for (int other = 0; other < classes; other++) {
        empty("FieldRef", "field", "score_" + other);
      }
      xml.writeEndElement();
      xml.writeEndElement();
      constant(k);
    }
    constant(classes - 1);
    for (int k = 0; k < classes - 1; k++) {
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void transformed(String name, String type) throws XMLStreamException {
    start("OutputField", output(name, type, "transformedValue"));
  }

  private void constant(double value) throws XMLStreamException {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e9;
    start("Constant", "dataType", whole ? "integer" : "double");
    xml.writeCharacters(whole ? String.valueOf((int) value) : String.valueOf(value));
    xml.writeEndElement();
  }

  private void tables() throws XMLStreamException {
    if (numbers.kind() == LinearKind.SOFTMAX) {
      for (int k = 0; k < numbers.rows(); k++) {
        table(k, String.valueOf(k));
      }
    } else if (numbers.kind() == LinearKind.LOGISTIC) {
      table(0, "1");
      start("RegressionTable", "intercept", "0.0", "targetCategory", "0");
      xml.writeEndElement();
    } else {
      table(0, null);
    }
  }

  private void table(int row, String category) throws XMLStreamException {
    double intercept = numbers.intercepts()[row];
    double certain = Math.max(-CERTAIN, Math.min(CERTAIN, intercept));
    start(
        "RegressionTable",
        "intercept",
        String.valueOf(Double.isInfinite(intercept) ? certain : intercept));
    if (category != null) {
      xml.writeAttribute("targetCategory", category);
    }
    for (int j = 0; j < numbers.features(); j++) {
      double coefficient = numbers.coefficients()[row * numbers.features() + j];
      empty("NumericPredictor", "name", field(j), "coefficient", String.valueOf(coefficient));
    }
    xml.writeEndElement();
  }

  private static String field(int feature) {
    return "field_" + feature;
  }

  private void start(String name, String... attributes) throws XMLStreamException {
    xml.writeStartElement(name);
    attributes(attributes);
  }

  private void empty(String name, String... attributes) throws XMLStreamException {
    xml.writeEmptyElement(name);
    attributes(attributes);
  }

  private void attributes(String... attributes) throws XMLStreamException {
    for (int i = 0; i < attributes.length; i += 2) {
      xml.writeAttribute(attributes[i], attributes[i + 1]);
    }
  }
}
