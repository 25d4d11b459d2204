/** Detectors that energies are compared with: nearest neighbours and an isolation forest. */
package io.dxmi.detect.baseline;
