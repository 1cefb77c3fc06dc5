/**
 * Jobs for {@code spark-submit}: {@code train} fits the stages that one HOCON file names, {@code
 * score} applies the model.
 *
 * <p>{@link sparkoptim.jobs.Main} is the command line. {@code JobConfig} reads the file, the
 * settings records say what is in it; a {@code Source} reads one data format; {@code StageFactory}
 * builds stages by name; {@code TrainJob} and {@code ScoreJob} put these together and write through
 * {@code OutputFolder}. What a user did wrong is a {@code JobException}.
 */
package sparkoptim.jobs;
