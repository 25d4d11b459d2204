/** Energies and baselines on the same splits of labelled data, in one table. */
package io.dxmi.detect.compare;
