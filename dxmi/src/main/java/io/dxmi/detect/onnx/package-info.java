/** Fitted detectors as ONNX files. */
package io.dxmi.detect.onnx;
