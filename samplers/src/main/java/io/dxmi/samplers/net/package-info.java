/**
 * All network architectures, written once against {@link io.dxmi.samplers.engine.Ops}. A network owns no arrays: it lists its
 * parameters and describes what it computes from them. Times are given per row, float (B) or int64 (B).
 */
package io.dxmi.samplers.net;
