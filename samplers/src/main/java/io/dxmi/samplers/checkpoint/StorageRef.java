package io.dxmi.samplers.checkpoint;

import io.dxmi.samplers.tensor.HostTensor.DType;

/**
 * A reference to a block of values outside of the pickle.
 *
 * @param dtype null for elements that are not read
 * @param width bytes of an element
 * @param elements what they are, for people
 * @param size number of elements that the pickle claims
 */
record StorageRef(DType dtype, int width, String elements, String key, long size) {}
