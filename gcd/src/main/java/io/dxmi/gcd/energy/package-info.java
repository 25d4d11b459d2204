/** Energies: unnormalised negative log-densities in nats, low where data is likely. */
package io.dxmi.gcd.energy;
