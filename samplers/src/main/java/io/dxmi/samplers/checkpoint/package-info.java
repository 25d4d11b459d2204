/** Arrays on disk: safetensors and npz, read and written without the engine. All formats are little endian, C order. */
package io.dxmi.samplers.checkpoint;
