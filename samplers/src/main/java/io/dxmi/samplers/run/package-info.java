/**
 * What every long operation shares: the {@link io.dxmi.samplers.run.Progress} listener and the user's own mistakes
 * ({@link io.dxmi.samplers.run.UserError}).
 */
package io.dxmi.samplers.run;
