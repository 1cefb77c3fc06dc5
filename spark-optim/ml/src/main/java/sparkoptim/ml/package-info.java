/**
 * Spark ML stages: params with MLlib's names and meaning, training by the engines. Spark's classes
 * that are private in Scala and public in bytecode are used here and nowhere else in the stages.
 */
package sparkoptim.ml;
