/** The joint training of a diffusion sampler and an energy (DxMI), and the command line over all modules. */
package io.dxmi;
