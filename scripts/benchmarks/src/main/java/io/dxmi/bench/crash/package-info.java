/** Kills commands and damages files, and checks that nothing is lost. */
package io.dxmi.bench.crash;
