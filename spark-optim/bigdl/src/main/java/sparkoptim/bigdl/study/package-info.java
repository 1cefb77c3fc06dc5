/**
 * The study of the papers' methods on BigDL's convolutional networks. It is found as a service of
 * {@link sparkoptim.study.Study} where this module and BigDL are on the class path.
 */
package sparkoptim.bigdl.study;
