/** Energies of feature vectors and the fit of each member of an ensemble: kernel and autoencoder. */
package io.dxmi.detect.energy;
