/**
 * Generalised contrastive divergence (Yoon et al., 2023): an energy step, then, if the negatives come from a sampler, a step of
 * that sampler. Everything here counts in total nats, not per dimension.
 */
package io.dxmi.gcd.train;
