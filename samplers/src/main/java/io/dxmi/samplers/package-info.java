/**
 * What every long operation shares: the {@link io.dxmi.samplers.Progress} listener and the user's own mistakes
 * ({@link io.dxmi.samplers.UserError}).
 */
package io.dxmi.samplers;
