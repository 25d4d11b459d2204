/** Arrays on disk: safetensors, npz and npy, read and written without the engine. All formats are little endian, C order. */
package io.dxmi.samplers.tensor;
