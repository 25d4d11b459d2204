/** Runs as event files of TensorBoard. */
package io.dxmi.tensorboard;
