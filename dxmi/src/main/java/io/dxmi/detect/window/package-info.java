/** Tables of time series, their windows, and what windows of one stretch are compared with. */
package io.dxmi.detect.window;
