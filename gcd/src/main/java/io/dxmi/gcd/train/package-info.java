/**
 * The training loop of an energy against negative samples ({@link io.dxmi.gcd.train.Trainer}), the ways to move a sampler, and
 * the monitor. GCD (Yoon et al., 2023) counts costs in nats of the whole vector; a sampler update may count otherwise, as DxMI
 * does, whose costs are per dimension.
 */
package io.dxmi.gcd.train;
