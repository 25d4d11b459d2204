/**
 * Training of networks: a loss compiled together with its gradient, clipping and Adam, and what training changes. Uses the
 * engine, which does not know it.
 */
package io.dxmi.samplers.engine.train;
