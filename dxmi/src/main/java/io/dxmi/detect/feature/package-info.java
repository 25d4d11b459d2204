/** From a sample to feature vectors of about unit scale: descriptors, backbones, projection. */
package io.dxmi.detect.feature;
