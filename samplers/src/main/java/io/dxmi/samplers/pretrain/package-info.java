/** Losses that train a sampler's network as a denoiser before any energy is involved. */
package io.dxmi.samplers.pretrain;
