/** Parts of detectors as nodes of ONNX graphs: energies, descriptors of images, maps of pixels. They know no detector. */
package io.dxmi.detect.graph;
