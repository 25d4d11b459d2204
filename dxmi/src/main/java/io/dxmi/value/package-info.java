/**
 * Value functions and the cost-to-go they estimate. Costs are per dimension (means, not sums), in units of the energy; t is
 * int64 (B), 0 at the noise end, and V(x, T) is the energy.
 */
package io.dxmi.value;
