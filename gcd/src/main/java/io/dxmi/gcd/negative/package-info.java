/**
 * Where an energy's negative samples come from: Markov chains on the energy itself, or a sampler that is trained. Chains are
 * batched and run as one native call each.
 */
package io.dxmi.gcd.negative;
