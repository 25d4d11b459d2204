/** Trains several presets with several seeds and compares their numbers: one table, one figure. */
package io.dxmi.comparison;
