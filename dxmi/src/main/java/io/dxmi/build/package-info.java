/** From a configuration to data, networks, losses and the game between energy and sampler. */
package io.dxmi.build;
