/** Objectives that train an energy by contrast between data and negative samples. */
package io.dxmi.gcd.objective;
