package io.dxmi.gcd.objective;

import io.dxmi.gcd.energy.Energy;

/**
 * What an objective is made over.
 *
 * @param energy as samplers and metrics see it
 * @param taught the same with noise on its inputs, if there is noise: only the energy's own loss sees it, because the sampler
 *     goes down the energy where it is
 * @param noise the density of the negatives, if it is known
 * @param sampleShape shape of one sample
 */
public record ObjectiveInputs(Energy energy, Energy taught, NoiseDensity noise, long... sampleShape) {}
