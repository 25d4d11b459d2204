/**
 * Programs in files: TorchScript archives of unknown origin, which run when they are loaded. Their code is read first, and
 * only trusted ones are loaded.
 */
package io.dxmi.samplers.program;
