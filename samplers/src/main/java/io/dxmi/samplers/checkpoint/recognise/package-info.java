/**
 * Which network a checkpoint holds: told from the names and shapes of its tensors, and checked against the parameters that
 * the network declares.
 */
package io.dxmi.samplers.checkpoint.recognise;
