/**
 * The thin layer over DJL and libtorch, and the only place that knows their pitfalls.
 *
 * <p>A computation is written once against {@link io.dxmi.samplers.engine.Ops}. {@link io.dxmi.samplers.engine.EagerOps}
 * runs it operator by operator; {@link io.dxmi.samplers.engine.ScriptOps} writes it down as TorchScript, which
 * {@link io.dxmi.samplers.engine.Compiled} runs as one native call and {@link io.dxmi.samplers.engine.train.Learner} extends by
 * gradient, clipping and Adam. Arrays are float32 unless said otherwise; step and class indices are int64.
 */
package io.dxmi.samplers.engine;
