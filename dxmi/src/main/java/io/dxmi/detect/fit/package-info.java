/** From normal samples to a fitted detector. */
package io.dxmi.detect.fit;
