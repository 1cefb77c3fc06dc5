/**
 * Our methods for BigDL's own optimizers, and BigDL's methods in the form of core.
 *
 * <p>{@code CoreRuleAdapter} runs an update rule of core over the slice of weights that BigDL
 * passes in; {@code StepTunedSGD} is the one method that needs the whole vector; {@code
 * AveragedMethod} averages the points of any method; {@code EngineMethod} is a method that only our
 * engine can run. {@code CoreSchedule} is a schedule for BigDL's SGD, and {@code BigdlMethods}
 * translates BigDL's methods for our engine. docs/glossary.md explains the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.bigdl.optim;
