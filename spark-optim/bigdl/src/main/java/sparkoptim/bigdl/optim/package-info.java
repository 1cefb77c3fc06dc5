/**
 * Our methods for BigDL's own optimizers, and BigDL's methods in core's form.
 *
 * <p>{@code CoreRuleAdapter} runs an update rule of core over the slice of weights that BigDL hands
 * in; {@code StepTunedSGD} is the one method that looks at the whole vector; {@code AveragedMethod}
 * averages the points of any method; {@code EngineMethod} is what only our engine can run. {@code
 * CoreSchedule} is a schedule for BigDL's SGD, {@code BigdlMethods} goes the other way.
 */
package sparkoptim.bigdl.optim;
