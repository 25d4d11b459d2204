/** A fitted detector: energies, calibration, maps of pixels, and the model folder that holds them. */
package io.dxmi.detect.model;
