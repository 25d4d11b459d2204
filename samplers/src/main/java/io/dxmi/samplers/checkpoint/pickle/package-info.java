/**
 * A restricted reader of Python's pickle format: containers, numbers, strings and what an allow-list of functions makes of
 * them. No class is ever looked up by a name from the file. Knows nothing of tensors.
 */
package io.dxmi.samplers.checkpoint.pickle;
