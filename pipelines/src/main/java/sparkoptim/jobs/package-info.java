/**
 * Jobs for {@code spark-submit}: {@code train} fits the stages that one HOCON file names, {@code
 * score} applies the model.
 *
 * <p>{@link sparkoptim.jobs.Main} is the command line. {@code JobConfig} reads the file into
 * settings records; a {@code Source} reads one data format; {@code StageFactory} builds stages by
 * name; {@code TrainJob} and {@code ScoreJob} put these together and write through {@code
 * OutputFolder}. An error that the user can correct is a {@code JobException}. docs/glossary.md
 * explains the terms.
 */
package sparkoptim.jobs;
