/**
 * A run as one page that opens anywhere: plain values and PNG files in, HTML out. No script, no clock and nothing from
 * the network, so that the same run gives the same bytes. Numbers are shown with six significant digits.
 */
package io.dxmi.eval.report;
