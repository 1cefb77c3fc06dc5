/**
 * Update rules, one file each: a rule decides how the point moves along the gradient. {@link
 * sparkoptim.core.rule.Sgd} is the shortest to read. docs/glossary.md explains the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.core.rule;
