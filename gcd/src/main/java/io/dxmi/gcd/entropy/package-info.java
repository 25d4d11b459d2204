/** Estimates of an entropy from samples alone. */
package io.dxmi.gcd.entropy;
