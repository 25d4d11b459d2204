/**
 * How well scores tell anomalies from normal data: a higher score means more anomalous, and "positive" means anomaly.
 * Equal scores always form one point of a curve, so no metric depends on the order of the input.
 */
package io.dxmi.eval.anomaly;
