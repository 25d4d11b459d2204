/**
 * Images from the places that people keep them in, as 8-bit pixels: folders, ZIP, npz, idx and CIFAR-10 files. Decoding,
 * resizing and cropping give what Python's usual tools give.
 */
package io.dxmi.samplers.image;
