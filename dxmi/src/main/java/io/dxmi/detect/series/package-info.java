/** Time series: fitted, scored row by row, measured, and followed while they grow. */
package io.dxmi.detect.series;
