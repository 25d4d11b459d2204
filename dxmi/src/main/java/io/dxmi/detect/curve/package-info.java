/** Curves: reading them, and their modes as features. */
package io.dxmi.detect.curve;
