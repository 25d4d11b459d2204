/** A trained energy and its sampler, ready to sample and to score. */
package io.dxmi.trained;
