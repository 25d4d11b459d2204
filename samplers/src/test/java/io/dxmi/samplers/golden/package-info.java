/**
 * The reference's recorded numbers, for the tests of every module: cases found by name in the folder that the system
 * property {@code dxmi.golden} names, and comparisons within a stated tolerance.
 */
package io.dxmi.samplers.golden;
