/** How long a training will take on this machine, from a few iterations that are timed. */
package io.dxmi.runs.time;
