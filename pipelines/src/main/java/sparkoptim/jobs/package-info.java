/**
 * Jobs for {@code spark-submit}: {@code train} fits the stages that one HOCON file names, {@code
 * score} applies the model.
 *
 * <p>{@link sparkoptim.jobs.Main} is the command line. {@code JobConfig} reads the file into
 * settings records; a {@code Source} reads one data format; {@code StageFactory} builds stages by
 * name; {@code TrainJob} and {@code ScoreJob} put these together and publish through {@link
 * sparkoptim.engine.publish.Publication}. An error that the user can correct is a {@code
 * JobException}; {@code Failure} turns whatever was thrown into an exit code and one line.
 * docs/glossary.md explains the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.jobs;
