/**
 * The study of the papers' methods on BigDL's convolutional networks. It is a service of {@link
 * sparkoptim.study.Study} and is found where this module and BigDL are on the class path.
 * docs/glossary.md explains the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.bigdl.study;
