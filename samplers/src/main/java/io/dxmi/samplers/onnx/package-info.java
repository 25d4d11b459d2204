/** Computations as ONNX files: the graph, and the interpreter of the operators that writes it. */
package io.dxmi.samplers.onnx;
