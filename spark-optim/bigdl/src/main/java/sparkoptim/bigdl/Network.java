// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.nn.Container;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import scala.collection.JavaConverters;
import sparkoptim.core.PlainText;
import sparkoptim.core.network.LabelScale;

/**
 * A BigDL module and criterion, and the shape of the rows that they take. The module's parameters,
 * as {@code getParameters} lays them out, are the coordinates of its training.
 *
 * @param <T> the module's numbers, {@code Float} or {@code Double}
 */
public final class Network<T> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final AbstractModule<Activity, Activity, T> module;
  private final AbstractCriterion<Activity, Activity, T> criterion;
  private final int[] inputShape;
  private final int[] labelShape;
  private final LabelScale labelScale;
  private final ActivityPenalties activityPenalties;

  /**
   * Takes module and criterion as they are.
   *
   * @param inputShape of one row's features, without the batch
   * @param labelShape of one row's label, without the batch; {@code {1}} for a number
   */
  public Network(
      AbstractModule<Activity, Activity, T> module,
      AbstractCriterion<Activity, Activity, T> criterion,
      int[] inputShape,
      int[] labelShape) {
    this(module, criterion, inputShape, labelShape, LabelScale.NONE);
  }

  /**
   * Takes module and criterion as they are, and labels on a scale.
   *
   * @param inputShape of one row's features, without the batch
   * @param labelShape of one row's label, without the batch; {@code {1}} for a number
   * @param labelScale of labels that are a number
   */
  public Network(
      AbstractModule<Activity, Activity, T> module,
      AbstractCriterion<Activity, Activity, T> criterion,
      int[] inputShape,
      int[] labelShape,
      LabelScale labelScale) {
    this.labelScale = labelScale;
    this.module = module;
    this.criterion = criterion;
    this.inputShape = positive("inputShape", inputShape);
    this.labelShape = positive("labelShape", labelShape);
    activityPenalties = ActivityPenalties.of(module);
    TensorNumbers.of(module);
    if (module.parameters() == null || dimension() == 0) {
      throw new IllegalArgumentException("network: must have parameters, " + name() + " has none");
    }
  }

  private static int[] positive(String name, int[] shape) {
    if (shape.length == 0 || Arrays.stream(shape).anyMatch(side -> side < 1)) {
      throw new IllegalArgumentException(
          "network: %s must be sides >= 1, was %s".formatted(name, Arrays.toString(shape)));
    }
    return shape.clone();
  }

  LabelScale labelScale() {
    return labelScale;
  }

  /** Returns what layers add to gradients for activities. */
  ActivityPenalties activityPenalties() {
    return activityPenalties;
  }

  /** Returns the module itself, not a copy. */
  public AbstractModule<Activity, Activity, T> module() {
    return module;
  }

  /** Returns the criterion itself, not a copy. */
  public AbstractCriterion<Activity, Activity, T> criterion() {
    return criterion;
  }

  TensorNumbers<T> reals() {
    return TensorNumbers.of(module);
  }

  /** Returns the shape of the features of a number of rows. */
  int[] inputShape(int rows) {
    return shape(rows, inputShape);
  }

  /** Returns the shape of the labels of a number of rows. */
  int[] labelShape(int rows) {
    return shape(rows, labelShape);
  }

  private static int[] shape(int rows, int[] ofOne) {
    int[] shape = new int[ofOne.length + 1];
    shape[0] = rows;
    System.arraycopy(ofOne, 0, shape, 1, ofOne.length);
    return shape;
  }

  /** Returns the count of numbers in one row's features. */
  public int inputs() {
    return Arrays.stream(inputShape).reduce(1, Math::multiplyExact);
  }

  /** Returns the count of numbers in one row's label. */
  public int labels() {
    return Arrays.stream(labelShape).reduce(1, Math::multiplyExact);
  }

  /**
   * Returns the columns of a row: its features and, where a label is more than a number, the label.
   */
  public int columns() {
    return inputs() + (labels() > 1 ? labels() : 0);
  }

  /** Returns the number of parameters. */
  public int dimension() {
    return Arrays.stream(module.parameters()._1()).mapToInt(Tensor::nElement).sum();
  }

  /** Returns the module's parameters now. */
  public double[] point() {
    return Replica.values(reals(), module.parameters()._1());
  }

  /** Sets the module's parameters, rounded to its numbers. */
  public void set(double[] point) {
    if (point.length != dimension()) {
      throw new IllegalArgumentException(
          PlainText.of(
              "network: point must have %d coordinates, had %d", dimension(), point.length));
    }
    TensorNumbers<T> reals = reals();
    Tensor<T> flat = module.getParameters()._1();
    reals.load(point, 0, point.length, flat.storage().array(), flat.storageOffset() - 1);
  }

  /** Returns for every parameter whether it belongs to a matrix or a filter. */
  boolean[] matrices() {
    boolean[] matrices = new boolean[dimension()];
    int at = 0;
    for (Tensor<T> tensor : module.parameters()._1()) {
      int count = tensor.nElement();
      Arrays.fill(matrices, at, at + count, tensor.dim() > 1);
      at += count;
    }
    return matrices;
  }

  /** Returns where the parameters of each layer begin, and the dimension after the last. */
  int[] layerStarts() {
    return layerStarts(module);
  }

  /** Returns where the parameters of each layer of a module begin, and their number. */
  static int[] layerStarts(AbstractModule<?, ?, ?> module) {
    List<Integer> starts = new ArrayList<>(List.of(0));
    addLayers(module, starts);
    int dimension = Arrays.stream(module.parameters()._1()).mapToInt(Tensor::nElement).sum();
    if (starts.get(starts.size() - 1) != dimension) { // parameters that no layer in it has
      starts = List.of(0, dimension);
    }
    return starts.stream().mapToInt(Integer::intValue).toArray();
  }

  private static void addLayers(AbstractModule<?, ?, ?> module, List<Integer> starts) {
    if (module.parameters() == null) {
      return;
    }
    if (module instanceof Container<?, ?, ?> container) {
      JavaConverters.seqAsJavaList(container.modules()).forEach(part -> addLayers(part, starts));
      return;
    }
    int count = Arrays.stream(module.parameters()._1()).mapToInt(Tensor::nElement).sum();
    if (count > 0) {
      starts.add(starts.get(starts.size() - 1) + count);
    }
  }

  /** Returns whether the module holds numbers beside its parameters: BatchNorm's statistics. */
  boolean hasStatistics() {
    return module.getExtraParameter() != null && module.getExtraParameter().length > 0;
  }

  /** Sets these numbers. */
  void setStatistics(double[] values) {
    TensorNumbers<T> reals = reals();
    Tensor<T>[] held = module.getExtraParameter();
    int at = 0;
    for (Tensor<T> tensor : held) {
      int count = tensor.nElement();
      Object array = reals.zeros(count);
      reals.load(values, at, count, array, 0);
      tensor.copy(reals.tensor(array, tensor.size()));
      at += count;
    }
  }

  private String name() {
    return module.getClass().getSimpleName();
  }

  /** Returns a description for checkpoints: layers with their settings, criterion and shapes. */
  String description() {
    List<String> sizes = new ArrayList<>();
    for (Tensor<T> tensor : module.parameters()._1()) {
      sizes.add(Arrays.toString(tensor.size()));
    }
    // BigDL gives layers without a name a random number for one.
    String layers =
        module
            .toString()
            .replaceAll("(?<=[A-Za-z])\\[[0-9a-f]{1,8}\\]", "")
            .replaceAll("\\s+", " ");
    String scale = labelScale.equals(LabelScale.NONE) ? "" : ", " + labelScale;
    return "%s, parameters %s, %s, input %s, label %s%s"
        .formatted(
            layers,
            sizes,
            criterion.getClass().getSimpleName(),
            Arrays.toString(inputShape),
            Arrays.toString(labelShape),
            scale);
  }
}
