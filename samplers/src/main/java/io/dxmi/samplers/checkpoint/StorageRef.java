package io.dxmi.samplers.checkpoint;

import io.dxmi.samplers.tensor.HostTensor.DType;

/**
 * A reference to a block of values outside of the pickle.
 *
 * @param size number of elements that the pickle claims
 */
record StorageRef(DType dtype, String key, long size) {}
