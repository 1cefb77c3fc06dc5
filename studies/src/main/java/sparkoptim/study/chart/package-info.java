/**
 * Draws line charts into PNG files without a display, all in one style. docs/glossary.md explains
 * the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.study.chart;
