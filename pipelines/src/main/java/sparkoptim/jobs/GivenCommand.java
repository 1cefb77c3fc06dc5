// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/**
 * A command with its arguments, taken apart as the command itself would do it, and not run.
 *
 * @param parsed what the command line made of them
 */
record GivenCommand(ParseResult parsed) {

  /**
   * Takes words apart.
   *
   * @throws picocli.CommandLine.ParameterException where the command would refuse them
   */
  static GivenCommand of(List<String> words) {
    var commands = new Commands(System.out, System.err, false);
    ParseResult all = Commands.line(commands).parseArgs(words.toArray(String[]::new));
    return new GivenCommand(all.hasSubcommand() ? all.subcommand() : all);
  }

  /** Returns the command's name. */
  String name() {
    return parsed.commandSpec().name();
  }

  /** Returns the first argument that is no option, which is CONFIG where the command has one. */
  Optional<String> first() {
    return Optional.ofNullable(parsed.matchedPositionalValue(0, null));
  }

  /** Returns the settings over those of CONFIG. */
  List<String> overrides() {
    return parsed.matchedPositionalValue(1, List.of());
  }

  boolean has(String option) {
    return parsed.hasMatchedOption(option);
  }

  String option(String name, String otherwise) {
    return parsed.matchedOptionValue(name, otherwise);
  }
}
