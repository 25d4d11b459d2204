/**
 * Diffusion by dynamic programming (DxMI, Alg. 1): the value step and the sampler step, joined as one of the sampler updates
 * that {@link io.dxmi.gcd.train.Trainer} takes. A variant is another step object, never a flag.
 */
package io.dxmi.dxdp;
