/**
 * Layers of networks, each with its parameters (names, shapes, first values) and its computation. A layer knows its name in
 * the module that holds it; {@link io.dxmi.samplers.net.layer.Block} holds further layers under a name.
 */
package io.dxmi.samplers.net.layer;
