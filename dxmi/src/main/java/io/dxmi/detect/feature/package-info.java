/** From a sample to feature vectors of about unit scale: descriptors, projection. */
package io.dxmi.detect.feature;
