/** Checkpoints of other tools: PyTorch's files, read without running them, and diffusers folders. */
package io.dxmi.samplers.checkpoint;
