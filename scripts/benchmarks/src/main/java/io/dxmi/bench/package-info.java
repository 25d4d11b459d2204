/**
 * How fast an iteration is, in the published trainer's 2-D setting: against its own matrix products and against the
 * published trainer. Times are milliseconds.
 */
package io.dxmi.bench;
