/** Jobs on Apache Spark: sampling, scoring and reference statistics in parts, with the results of one machine. */
package io.dxmi.spark;
