/**
 * The joint training: three moves (energy, value, sampler) and the loop that alternates them. A variant is another step
 * object, never a flag.
 */
package io.dxmi.dxdp;
