/**
 * Path measures that a sampler's trajectories are compared with: their running costs, and the bound of the sampler's entropy
 * that follows from them.
 */
package io.dxmi.gcd.path;
